"""The one Jinja environment. Templates print words of a description only through a filter that quotes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import FileSystemLoader, StrictUndefined, nodes, pass_context
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from scaffold import ir
from scaffold.lang import Language, Writer
from scaffold.lang.base import IMPORTS

_UNTRUSTED = frozenset({ir.Text, ir.Value, ir.Name})


def json_text(value: Any) -> str:
    """A JSON value on one line; JSON's own escapes keep what it holds apart from what surrounds it."""
    return json.dumps(value.json if isinstance(value, ir.Value) else value, separators=(",", ":"), allow_nan=False)


class SourceTag(Extension):
    """`{% source "module.name" %} ... {% endsource %}`: a source file, whose imports follow from what it prints."""

    tags = {"source"}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Marks the place of the imports as no words of a description can."""
        return source.replace("\n# imports\n", f"\n{IMPORTS}\n").replace("\n// imports\n", f"\n{IMPORTS}\n")

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        module = parser.parse_expression()
        body = parser.parse_statements(("name:endsource",), drop_needle=True)
        call = self.call_method("_render", [module], lineno=line)
        return nodes.CallBlock(call, [], [], body, lineno=line)

    def _render(self, module: str, caller: Callable[[], str]) -> str:
        environment = self.environment
        assert isinstance(environment, Environment)
        return environment.source(module, caller)


class _Compiled(BytecodeCache):
    """Compiled templates, kept for the life of the process: a second generation needs no compiling."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class Environment(jinja2.Environment):
    """Renders templates for one language.

    `writer` is the language's printer for the module being rendered; outside a `source` block it is the plain one,
    which prints without importing.
    """

    def __init__(self, folders: Iterable[Path], language: Language, cache: BytecodeCache | None = None) -> None:
        super().__init__(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            extensions=[SourceTag],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=cache or _COMPILED,
        )
        self.language = language
        self.packages: set[str] = set()
        self._writer: Writer = language.writer("")
        self.filters["json"] = json_text
        for name in language.filters:
            self.filters[name] = self._filter(name)

    def _filter(self, name: str) -> Callable[..., str]:
        """The filter `name`, which asks the writer of the moment.

        It takes the context only so that Jinja does not run it once and for all when it compiles a template.
        """

        @pass_context
        def apply(context: Context, *values: Any, **options: Any) -> str:
            printed: str = getattr(self._writer, name)(*values, **options)
            return printed

        return apply

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template; as one dict, since they are gone through several times for each file."""
        return {**self.globals, **(d or {})}

    def source(self, module: str, body: Callable[[], str]) -> str:
        """Renders `body` as the source file `module` and puts its imports in place."""
        outer, self._writer = self._writer, self.language.writer(module)
        try:
            text = self._writer.finish(body())
            self.packages |= self._writer.packages
            return text
        finally:
            self._writer = outer

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Keeps a description's own words (`Text.raw`, `Value.json`, `Name.words`) out of a template's reach."""
        if obj.__class__ in _UNTRUSTED:
            raise TypeError(f"a template asked for .{attribute} of words of a description")
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
