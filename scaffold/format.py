"""Files as their language's formatter would leave them.

A language lays its own output out while it prints (`scaffold.lang.python.layout`), which settles nearly every line.
What is still too long here goes through black itself, one top-level statement at a time, so that a large project
costs no more than its few odd statements.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from scaffold.lang.python.layout import WIDTH
from scaffold.tree import File, Tree


def format_tree(tree: Tree) -> Tree:
    """`tree` with every Python file settled."""
    return {path: _formatted(file) for path, file in tree.items()}


def _formatted(file: File) -> File:
    if not file.path.endswith(".py") or not isinstance(file.content, str):
        return file
    lines = file.content.split("\n")
    if not any(len(line) > WIDTH and not _settled(line) for line in lines):
        return file
    return replace(file, content=_blackened(file.content, lines))


def _settled(line: str) -> bool:
    """Whether `line` is one that black leaves alone, however long: a lone string or a comment."""
    code = line.strip().rstrip(",:")
    return code.startswith("#") or (code[:1] in "\"'" and code[-1:] in "\"'" and " = " not in code)


def _blackened(text: str, lines: list[str]) -> str:
    """`text` with black run on the top-level statements that hold a line too long."""
    import black

    mode = black.Mode(line_length=WIDTH)
    out = list(lines)
    for statement in reversed(ast.parse(text).body):
        decorators = getattr(statement, "decorator_list", [])
        start = min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        end = statement.end_lineno or statement.lineno
        if any(len(line) > WIDTH and not _settled(line) for line in lines[start:end]):
            out[start:end] = black.format_str("\n".join(lines[start:end]), mode=mode).rstrip("\n").split("\n")
    return "\n".join(out)
