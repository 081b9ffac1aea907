"""Types that Python code has in quotes, read as the code that they are."""

from __future__ import annotations

import ast


def unquoted(module: ast.Module, text: str) -> ast.Module:
    """The module itself, changed to have quoted types as if they were not; each name has its place in the text."""
    quoted = _Quoted(text)
    for node in list(ast.walk(module)):
        match node:
            case ast.arg(annotation=ast.expr() as kind) | ast.AnnAssign(annotation=kind):
                node.annotation = quoted.visit(kind)
            case ast.FunctionDef(returns=ast.expr() as kind) | ast.AsyncFunctionDef(returns=ast.expr() as kind):
                node.returns = quoted.visit(kind)
            case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[kind, *rest]):
                node.args = [quoted.visit(kind), *rest]
            case ast.Call(func=ast.Name(id="TypeVar") | ast.Attribute(attr="TypeVar"), keywords=given):
                for bound in (each for each in given if each.arg == "bound"):
                    bound.value = quoted.visit(bound.value)
        if isinstance(node, ast.AnnAssign) and node.value and _last(node.annotation) == "TypeAlias":
            node.value = quoted.visit(node.value)
    return module


class _Quoted(ast.NodeTransformer):
    """Reads one type."""

    def __init__(self, text: str) -> None:
        self._rows = text.encode().split(b"\n")

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        match _last(node.value), node.slice:
            case "Literal", _:
                pass
            case "Annotated", ast.Tuple(elts=[kind, *rest]):
                node.slice.elts = [self.visit(kind), *rest]
            case _:
                self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        start = node.col_offset + 1
        if not isinstance(node.value, str) or not self._rows[node.lineno - 1].startswith(node.value.encode(), start):
            return node  # it is written with escapes, or over several lines
        try:
            found = ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError):
            return node
        for each in ast.walk(found):
            if isinstance(each, ast.expr):
                each.lineno = each.end_lineno = node.lineno
                each.col_offset += start
                each.end_col_offset = (each.end_col_offset or 0) + start
        kind: ast.expr = self.visit(found)
        return kind


def _last(node: ast.expr) -> str:
    """The last name of an expression that is one."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
