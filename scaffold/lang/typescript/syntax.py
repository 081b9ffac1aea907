"""A statement, member or item on one line, as a document."""

from __future__ import annotations

from collections.abc import Callable

from scaffold.lang.typescript.docs import LINE, SOFT, Doc, Group, IfBreak, Indent
from scaffold.lang.typescript.rules import (
    assigned,
    expression,
    listed,
    member,
    member_type,
    operands,
    signature,
    type_,
    typed_function,
)
from scaffold.lang.typescript.tokens import Unreadable
from scaffold.lang.typescript.tree import Arrow, Binary, Generic, Node, Pair, Parser

__all__ = ["Unreadable", "read"]

_MODIFIERS = (
    "export",
    "default",
    "declare",
    "async",
    "abstract",
    "static",
    "override",
    "readonly",
    "public",
    "private",
)


def read(code: str) -> Doc:
    """The line as a document; raises Unreadable where it is of no form that generated code has."""
    code = code.rstrip()
    if code.startswith(("import ", "export {", "export type {", "export * ")):
        return _import(code)
    reader = _Reader(code)
    for form in _forms(reader.words[-2:][0]):
        try:
            return form(reader)
        except Unreadable:
            reader.at = 0
    raise Unreadable


def _forms(last: str) -> tuple[Callable[[_Reader], Doc], ...]:
    """What a line that ends in the token `last` may be."""
    if last == ",":
        return (_property, _item)
    if last == "{":
        return (_class, _function, _condition, _statement)
    return (_statement, _member)


class _Reader(Parser):
    def close(self, doc: Doc, end: str) -> Doc:
        """`doc` with what ends the line; raises Unreadable where more is left."""
        if end:
            self.take(end)
        if not self.ended():
            raise Unreadable
        return [doc, end]

    def modifiers(self) -> str:
        found = ""
        while self.text in _MODIFIERS and self.kinds[self.at + 1] in ("name", "text") and self.after() != "from":
            found += f"{self.take()} "
        return found


def _import(code: str) -> Doc:
    head, brace, rest = code.partition("{")
    names, close, tail = rest.partition("}")
    if not close or "{" in rest or not code.endswith(";"):
        raise Unreadable
    items: list[Doc] = [name.strip() for name in names.split(",") if name.strip()]
    if len(items) < 2:
        return code
    return [head, Group(["{", Indent([LINE, *listed(items)]), IfBreak(","), LINE, "}"]), tail]


def _statement(reader: _Reader) -> Doc:
    head = reader.modifiers()
    word = reader.text
    end = "" if reader.words[-2] == "{" else ";"
    if word in ("const", "let", "var"):
        return reader.close(_declaration(reader, head), end)
    if word == "type" and reader.kinds[reader.at + 1] == "name":
        reader.take()
        name = f"{head}type {reader.name()}"
        if reader.text == "<":
            raise Unreadable
        reader.take("=")
        return reader.close(assigned(name, " =", reader.type(), is_type=True), end)
    if head:
        return reader.close(_field(reader, head), end)
    if word in ("return", "throw"):
        reader.take()
        return reader.close([f"{word} ", _returned(reader.expression())], end)
    node = reader.expression()
    if reader.text in ("=", "+=", "-=", "??=", "||="):
        operator = reader.take()
        return reader.close(assigned(expression(node), f" {operator}", reader.expression()), end)
    return reader.close(expression(node), end)


def _declaration(reader: _Reader, head: str) -> Doc:
    start = f"{head}{reader.take()} "
    pattern = expression(reader.pattern())
    kind = reader.type() if reader.skip(":") else None
    reader.take("=")
    value = reader.expression()
    if isinstance(value, Arrow) and isinstance(kind, Generic):
        return Group([Group([start, pattern, ": ", typed_function(kind)]), " = ", Group(expression(value))])
    return assigned([start, pattern, [": ", type_(kind)] if kind else ""], " =", value)


def _field(reader: _Reader, head: str) -> Doc:
    """A field of a class with its value."""
    name = f"{head}{reader.name()}"
    kind = [": ", type_(reader.type())] if reader.skip(":") else ""
    reader.take("=")
    return assigned([name, kind], " =", reader.expression())


def _returned(node: Node) -> Doc:
    if isinstance(node, Binary):
        return Group([IfBreak("("), Indent([SOFT, Group(operands(node))]), SOFT, IfBreak(")")])
    return expression(node)


def _property(reader: _Reader) -> Doc:
    node = reader.property()
    if isinstance(node, Pair) and node.value is None:
        raise Unreadable
    return reader.close(member(node), ",")


def _item(reader: _Reader) -> Doc:
    node = reader.item()
    doc: Doc = _operands(node) if isinstance(node, Binary) else expression(node)
    return reader.close(doc, ",")


def _operands(node: Binary) -> Doc:
    first, *rest = operands(node)
    return Group([first, Indent(rest)])


def _member(reader: _Reader) -> Doc:
    node = reader.type_member()
    assert isinstance(node, Pair)
    return reader.close(member_type(node), ";")


def _function(reader: _Reader) -> Doc:
    """The head of a function or method, up to its opening brace."""
    head = reader.modifiers()
    if reader.text == "function":
        reader.take()
        head += "function "
        if reader.skip("*"):
            head = f"{head.rstrip()}* "
    elif reader.skip("*"):
        head += "*"
    name = reader.name()
    if name in ("if", "for", "while", "switch", "class", "interface", "else", "catch"):
        raise Unreadable
    types = reader.type_parameters() if reader.text == "<" else None
    reader.take("(")
    parameters = reader.listed(reader.parameter, ")")
    result = reader.type() if reader.skip(":") else None
    made = Arrow(parameters, result, None, "", types)
    return reader.close([f"{head}{name}", signature(made), " "], "{")


def _class(reader: _Reader) -> Doc:
    """The head of a class that derives from another, up to its opening brace."""
    head = reader.modifiers()
    reader.take("class")
    name = reader.name()
    reader.take("extends")
    return reader.close([f"{head}class {name} extends ", type_(reader.plain_type()), " "], "{")


def _condition(reader: _Reader) -> Doc:
    """`if (...) {`, `} else if (...) {`, `while (...) {`."""
    start = f"{reader.take()} {reader.take('else')} " if reader.text == "}" else ""
    word = reader.take("if") if start else reader.take("if", "while", "switch")
    reader.take("(")
    test = reader.expression()
    reader.take(")")
    inner = operands(test) if isinstance(test, Binary) else [expression(test)]
    return reader.close([f"{start}{word} ", Group(["(", Indent([SOFT, *inner]), SOFT, ")"]), " "], "{")
