"""Clients that others' generators make, against our servers; and a mock that isn't ours, against our clients.

There is a folder for each description, with the calls of each client: `calls.py` of openapi-python-client's, `hey.ts`
of hey-api's, `fetch.ts` of openapi-fetch, `sdk.py` and `sdk.ts` of our own.

What their clients sent is kept in `tests/transcripts/<client>-<description>.yaml`, where every backend must answer it
at each run of the tests, and what they made of the answers in `told.json`; what Prism answered ours in the folder's
`prism.json`. `pytest -m corpus tests/foreign` makes the clients anew and calls running services, and says where
anything is otherwise; `--update` then rewrites what is kept.
"""
