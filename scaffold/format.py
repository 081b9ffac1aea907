"""Files as their language's formatter would leave them.

Templates write a statement on one line; our own layout (`scaffold.lang.python.layout`) splits what is too long, which
settles nearly every line. What is still too long then goes through black itself, one top-level statement at a time, so
that a large project costs no more than its few odd statements.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from scaffold.lang.python.layout import WIDTH, layout
from scaffold.tree import File, Tree


def format_tree(tree: Tree) -> Tree:
    """`tree` with every Python file settled."""
    return {path: _formatted(file) for path, file in tree.items()}


def _formatted(file: File) -> File:
    if not file.path.endswith(".py") or not isinstance(file.content, str):
        return file
    text, left = layout(file.content)
    return replace(file, content=_blackened(text, left) if left else text)


def _blackened(text: str, left: list[int]) -> str:
    """`text` with black run on the top-level statements that hold one of the lines `left`."""
    import black

    mode = black.Mode(line_length=WIDTH)
    lines = text.split("\n")
    for statement in reversed(ast.parse(text).body):
        decorators = getattr(statement, "decorator_list", [])
        start = min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        end = statement.end_lineno or statement.lineno
        if any(start <= number < end for number in left):
            lines[start:end] = black.format_str("\n".join(lines[start:end]), mode=mode).rstrip("\n").split("\n")
    return "\n".join(lines)
