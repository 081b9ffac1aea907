"""Makes calls one by one, and prints what came of each."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Calls = Mapping[str, Callable[[], Any]]


def tell(calls: Calls) -> None:
    """Of openapi-python-client's: the status, and the type of what it read."""
    print(json.dumps({name: _response(call) for name, call in calls.items()}))


def _response(call: Callable[[], Any]) -> list[object]:
    try:
        response = call()
    except (KeyError, ValueError):  # it asks for a member of an answer that is writeOnly
        return ["unreadable"]
    return [int(response.status_code), type(response.parsed).__name__]


def tell_values(calls: Calls, failure: type[Exception]) -> None:
    """Of our SDK's: the type of what it gave, or of the failure that it raised, with the status where it has one."""
    print(json.dumps({name: _value(call, failure) for name, call in calls.items()}))


def _value(call: Callable[[], Any], failure: type[Exception]) -> str:
    try:
        return type(call()).__name__
    except failure as error:
        return f"{type(error).__name__} {getattr(error, 'status', '')}".strip()
