"""Files as their language's formatter would leave them.

Templates write a statement on one line; our own layout (`scaffold.lang.python.layout`) splits what is too long, which
settles nearly every line. What is still too long then goes through black itself, one top-level statement at a time, so
that a large project costs no more than its few odd statements. TypeScript's layout settles every line by itself.
"""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Callable
from typing import TypeAlias

from msgspec.structs import replace

from scaffold.tree import File, Tree

LaidOut: TypeAlias = Callable[[str, str], str | None]
"""What a file's text was laid out to before, if it was, by the file's path and a digest of the text."""


def format_tree(tree: Tree, laid_out: LaidOut | None = None) -> Tree:
    """`tree` with every source file settled; what `laid_out` knows is taken as it is."""
    return {path: _formatted(file, laid_out) for path, file in tree.items()}


def _formatted(file: File, laid_out: LaidOut | None) -> File:
    layout = _LAYOUTS.get(os.path.splitext(file.path)[1])
    if layout is None or isinstance(file.content, bytes):
        return file
    rendered = hashlib.sha256(file.content.encode()).hexdigest()[:32]
    content = laid_out(file.path, rendered) if laid_out else None
    return replace(file, content=layout(file.content) if content is None else content, rendered=rendered)


def _python(content: str) -> str:
    from scaffold.lang.python.layout import layout

    text, left = layout(content)
    return _blackened(text, left) if left else text


def _typescript(content: str) -> str:
    from scaffold.lang.typescript.layout import layout

    return layout(content)


def _blackened(text: str, left: list[int]) -> str:
    """`text` with black run on the top-level statements that hold one of the lines `left`."""
    import black

    from scaffold.lang.python.layout import WIDTH

    mode = black.Mode(line_length=WIDTH)
    lines = text.split("\n")
    for statement in reversed(ast.parse(text).body):
        decorators = getattr(statement, "decorator_list", [])
        start = min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        end = statement.end_lineno or statement.lineno
        if any(start <= number < end for number in left):
            lines[start:end] = black.format_str("\n".join(lines[start:end]), mode=mode).rstrip("\n").split("\n")
    return "\n".join(lines)


_LAYOUTS = {".py": _python, ".ts": _typescript, ".tsx": _typescript}
