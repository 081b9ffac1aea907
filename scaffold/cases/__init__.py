"""The case table: what every backend's tests send, and what they expect back. It knows no language and no framework.

`check` says whether a JSON value is of a type, `examples` makes values that are and `broken` values that are not,
`wire` writes them, `table` puts requests and expectations together, operation by operation, and `answers` says what
replies look like: examples for the mock, and a contract to check replies against.
"""

from scaffold.cases.answers import contract, mocks
from scaffold.cases.broken import Change, broken
from scaffold.cases.check import Problem, Types, accepts
from scaffold.cases.examples import MISSING, Examples, Missing, example
from scaffold.cases.model import Case, Kind, Note, Part, Payload, Request, Sent, Table
from scaffold.cases.operations import served
from scaffold.cases.table import build

__all__ = [
    "MISSING",
    "Case",
    "Change",
    "Examples",
    "Kind",
    "Missing",
    "Note",
    "Part",
    "Payload",
    "Problem",
    "Request",
    "Sent",
    "Table",
    "Types",
    "accepts",
    "broken",
    "build",
    "contract",
    "example",
    "mocks",
    "served",
]
