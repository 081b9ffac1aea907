"""Clients that others' generators make of the bookshop's description, against our servers; and a mock that isn't ours.

What the clients sent is kept in `tests/transcripts/<client>.yaml`, where every backend must answer it at each run of
the tests. `pytest -m corpus tests/foreign` makes the clients anew and calls running services, and says where they
send anything else; `--update` then rewrites what is kept.
"""
