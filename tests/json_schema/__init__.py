"""The official JSON-Schema-Test-Suite, sent to generated services.

suite.py        the suite's groups, out of the pinned source distribution that carries it
dialect.py      groups of our own for the dialect of OpenAPI 3.0
texts.py        what JSON is, and what only looks like it
description.py  groups as operations of an OpenAPI description, instances as requests
serving.py      the requests sent to a generated project of each backend
"""
