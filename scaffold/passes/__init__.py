"""Passes: one `Api` to another, each with one thing to do, always in the same order.

compose      allOf is merged
parts        parts of multipart bodies that have headers are objects of content and headers
hoist        types in place become declarations with names
tags         each alternative of a discriminated union has the values that choose it
cycles       what needs itself without end is told and opened
directions   readOnly and writeOnly: one form of a type for requests, one for responses
unique       no two names of a scope are the same
slots        placeholders of a path that touch have the values that tell them apart
examples     defaults and examples that do not fit their types are dropped
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from scaffold.diag import Report
from scaffold.ir import Api
from scaffold.passes.compose import compose
from scaffold.passes.cycles import cycles
from scaffold.passes.directions import directions
from scaffold.passes.examples import examples
from scaffold.passes.hoist import hoist
from scaffold.passes.parts import parts
from scaffold.passes.slots import slots
from scaffold.passes.tags import tags
from scaffold.passes.unique import unique

Pass: TypeAlias = Callable[[Api, Report], Api]

PASSES: tuple[Pass, ...] = (compose, parts, hoist, tags, cycles, directions, unique, slots, examples)


def run(api: Api, report: Report) -> Api:
    """The Api as backends see it: no AllOf and no Inline is left, every Ref has its declaration, names are unique."""
    for one in PASSES:
        api = one(api, report)
    return api
