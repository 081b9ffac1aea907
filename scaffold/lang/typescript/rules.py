"""How each part of TypeScript is laid out: the rules of prettier and oxfmt with their default settings, 100 columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from scaffold.lang.typescript.docs import (
    HARD,
    INDENT,
    LINE,
    SOFT,
    Deferred,
    Doc,
    Fill,
    Group,
    IfBreak,
    Indent,
    breaks,
    columns,
    flattened,
)
from scaffold.lang.typescript.tokens import Unreadable
from scaffold.lang.typescript.tree import (
    LEVEL,
    Arrow,
    Atom,
    Binary,
    Braces,
    Brackets,
    Call,
    Cast,
    Choice,
    Generic,
    Joined,
    Member,
    Node,
    Pair,
    Parens,
    Unary,
)

_SHORT = 25
"""A quarter of the width: a lone argument that is no longer makes no good place for a line break."""
_KEYWORDS = frozenset({"string", "number", "boolean", "unknown", "never", "void", "null", "undefined", "object", "any"})
_OPEN = re.compile(r"\}, \{|\], \[|[)!\]]\??\.")
"""What a list that is open always has in it, and a chain of calls."""
_FACTORY = re.compile(r"[A-Z].*|[$_]+")


def expression(node: Node, last: bool = False) -> Doc:
    """An expression; `last` is an argument that holds a call open at its end."""
    match node:
        case Atom(text=text):
            return text
        case Braces() | Brackets():
            return group_of(node)
        case Call():
            return _chain(node) if isinstance(node.callee, Member) and not node.new else _call(node)
        case Member():
            return _member(node)
        case Unary(operator=operator, operand=operand):
            return [operator, expression(operand)]
        case Binary():
            return _binary(node)
        case Choice():
            return Group(
                [
                    expression(node.test),
                    Indent([LINE, "? ", expression(node.then), LINE, ": ", expression(node.otherwise)]),
                ]
            )
        case Arrow():
            return _arrow(node, last)
        case Cast(of=of, word=word, type=kind):
            return [expression(of), f" {word} ", type_(kind)]
        case Parens(content=content):
            inner = expression(content)
            return (
                ["(", inner, ")"]
                if not isinstance(content, Binary | Choice)
                else Group(["(", Indent([SOFT, inner]), SOFT, ")"])
            )
        case Pair():
            return member(node)
    return type_(node)


def _item(print_: Callable[[Node], Doc], node: Node) -> Doc:
    """An item of a list: by `print_`, and only where it does not fit on a line, if nothing in it is open always."""
    if not node.flat or _OPEN.search(node.flat):
        return print_(node)
    return Deferred(node.flat, partial(print_, node))


# -- objects and lists ----------------------------------------------------------------------------------------------


def listed(items: Sequence[Doc], end: str = ",") -> list[Doc]:
    """Items with what separates them, on lines of their own where the group is broken."""
    found: list[Doc] = []
    for item in items:
        found += [item, end, LINE]
    return found[:-2]


def group_of(node: Braces | Brackets, broken: bool = False) -> Group:
    """An object, array, tuple, or the type of one, in its brackets."""
    if isinstance(node, Braces):
        if not node.members:
            return Group("{}")
        print_member = partial(member, end=node.end)
        members = listed([_item(print_member, one) for one in node.members], node.end)
        return Group(["{", Indent([LINE, *members]), IfBreak(node.end), LINE, "}"], broken)
    if not node.items:
        return Group("[]")
    print_ = type_ if node.type else expression
    items = [_item(print_, one) for one in node.items]
    comma: Doc = IfBreak(",")
    if not node.type and all(map(_is_number, node.items)):
        parts: list[Doc] = []
        for item in items[:-1]:
            parts += [[item, ","], LINE]
        return Group(["[", Indent([SOFT, Fill([*parts, items[-1]])]), comma, SOFT, "]"], broken)
    return Group(
        ["[", Indent([SOFT, *listed(items)]), comma, SOFT, "]"],
        broken or _concise(node),
    )


def _concise(node: Brackets) -> bool:
    """Whether an array is always open: several objects, or several arrays, of more than one member each."""
    if len(node.items) < 2 or node.type:
        return False
    first = type(node.items[0])
    sizes = [
        len(one.members) if isinstance(one, Braces) else len(one.items) if isinstance(one, Brackets) else 0
        for one in node.items
    ]
    return all(type(one) is first for one in node.items) and min(sizes) > 1


def _is_number(node: Node) -> bool:
    if isinstance(node, Unary):
        return node.operator in ("-", "+") and _is_number(node.operand)
    return isinstance(node, Atom) and node.kind == "number" and not node.text.endswith("n")


def member(node: Node, end: str = ",") -> Doc:
    """A member of an object (`name: value`) or of its type, or one that is spread."""
    if isinstance(node, Unary):
        return ["...", expression(node.operand)]
    if not isinstance(node, Pair):
        raise Unreadable
    if end == ";" or node.optional:
        return member_type(node)
    name = expression(node.name)
    if node.default is not None:
        return [name, " = ", expression(node.default)]
    return name if node.value is None else assigned(name, ":", node.value, short=_is_short_key(name))


def _is_short_key(name: Doc) -> bool:
    return isinstance(name, str) and columns(name) < INDENT + 3


def member_type(node: Pair) -> Doc:
    """`readonly name?: type`, or the head of a method."""
    name = _index(node.name) if isinstance(node.name, Brackets) else expression(node.name)
    head: list[Doc] = [node.before, name, node.optional.removesuffix("()")]
    if isinstance(node.value, Arrow) and node.optional.endswith("()"):
        return [*head, signature(node.value)]
    return [*head, ": ", type_(node.value)] if node.value is not None else head


def _index(node: Brackets) -> Doc:
    (inner,) = node.items
    if isinstance(inner, Pair):
        return Group(["[", Indent([SOFT, expression(inner.name), ": ", type_(inner.value)]), SOFT, "]"])
    if isinstance(inner, Binary):
        return ["[", expression(inner.left), " in ", type_(inner.right), "]"]
    return ["[", expression(inner), "]"]


# -- calls ------------------------------------------------------------------------------------------------------------


def _call(node: Call) -> Doc:
    if node.callee == Atom("import") and len(node.arguments) == 1 and isinstance(node.arguments[0], Atom):
        return ["import(", node.arguments[0].text, ")"]
    return ["new " if node.new else "", expression(node.callee), _types(node.types), arguments(node.arguments)]


def arguments(nodes: Sequence[Node]) -> Doc:
    """The arguments of a call, in parentheses; a last one that can be open by itself holds the call open."""
    if not nodes:
        return "()"
    items = [_item(expression, one) for one in nodes]
    if _composes(nodes):
        return _all_open(items, True)
    if not _hugs_last(nodes) or any(map(breaks, items[:-1])):
        return _all_open(items, False)
    last = expression(nodes[-1], True) if isinstance(nodes[-1], Arrow) else items[-1]
    first: list[Doc] = [part for one in items[:-1] for part in (one, ", ")]
    flat = ["(", *first, last, ")"]
    return Group(flat, False, (flat, ["(", *first, Group(last, True), ")"], _all_open(items, True)))


def _composes(nodes: Sequence[Node]) -> bool:
    """Whether functions are put together: several of them, or a call that is given one beside something else."""
    functions = sum(isinstance(one, Arrow) for one in nodes)
    made = any(isinstance(one, Call) and any(isinstance(inner, Arrow) for inner in one.arguments) for one in nodes)
    return len(nodes) > 1 and (functions > 1 or made)


def _all_open(items: Sequence[Doc], broken: bool) -> Group:
    return Group(["(", Indent([SOFT, *listed(items)]), IfBreak(","), SOFT, ")"], broken or any(map(breaks, items)))


def _hugs_last(nodes: Sequence[Node]) -> bool:
    last = nodes[-1]
    before = nodes[-2] if len(nodes) > 1 else None
    if not _is_huggable(last) or before is not None and type(before) is type(last):
        return False
    if len(nodes) == 2 and isinstance(before, Arrow) and isinstance(last, Brackets):
        return False
    return not (len(nodes) > 1 and isinstance(last, Brackets) and all(map(_is_number, last.items)))


def _is_huggable(node: Node) -> bool:
    match node:
        case Braces(members=members):
            return bool(members)
        case Brackets(items=items):
            return bool(items)
        case Cast(of=of):
            return _is_huggable(of)
        case Arrow(result=result, body=body):
            if result is not None and body is not None and isinstance(result, Atom | Generic):
                return False
            return body is None or isinstance(body, Arrow | Braces | Brackets | Cast | Call | Choice | Parens)
    return False


def _member(node: Member) -> Doc:
    if node.index is not None:
        inner = expression(node.index)
        return [expression(node.of), node.text, "[", inner, "]"]
    return [expression(node.of), node.text]


def _chain(node: Call) -> Doc:
    """Calls of members: on one line, or each call on its own line."""
    links: list[Node] = [node]
    while isinstance(links[-1], Call) and not links[-1].new or isinstance(links[-1], Member):
        link = links[-1]
        links.append(link.callee if isinstance(link, Call) else link.of)
    links.reverse()
    groups = _link_groups(links)
    printed: list[Doc] = [
        [_link(one) for one in group] if number else _first(group) for number, group in enumerate(groups)
    ]
    calls = [one for one in links[1:] if isinstance(one, Call)]
    merged = len(groups) >= 2 and _is_merged(groups[0])
    if len(groups) <= (3 if merged else 2) and not any(map(breaks, printed[3 if merged else 2 :])):
        return Group(printed)
    rest = printed[2:] if merged else printed[1:]
    opened: list[Doc] = [
        printed[0],
        printed[1] if merged else "",
        Indent([part for one in rest for part in (HARD, one)]),
    ]
    complex_ = len(calls) > 2 and not all(_is_simple(one) for call in calls for one in call.arguments)
    if complex_ or any(map(breaks, printed[:-1])):
        return Group(opened, True)
    return Group(printed, False, (printed, opened))


def _first(group: Sequence[Node]) -> list[Doc]:
    head, *others = group
    return [expression(head), *map(_link, others)]


def _link(node: Node) -> Doc:
    if isinstance(node, Call):
        return [_types(node.types), arguments(node.arguments)]
    if isinstance(node, Member):
        return node.text if node.index is None else [node.text, "[", expression(node.index), "]"]
    return expression(node)


def _link_groups(links: Sequence[Node]) -> list[list[Node]]:
    """What a chain begins with, then each run of members with the calls behind it."""
    first = [links[0]]
    at = 1
    while at < len(links) and (isinstance(links[at], Call) or _is_bang(links[at]) or _is_literal_index(links[at])):
        first.append(links[at])
        at += 1
    if not isinstance(links[0], Call):
        while at + 1 < len(links) and isinstance(links[at], Member) and isinstance(links[at + 1], Member):
            first.append(links[at])
            at += 1
    groups = [first]
    called = True
    for link in links[at:]:
        if isinstance(link, Member) and not _is_bang(link) and called:
            groups.append([])
            called = False
        called = called or isinstance(link, Call)
        groups[-1].append(link)
    return groups


def _is_bang(node: Node) -> bool:
    return isinstance(node, Member) and node.text == "!"


def _is_literal_index(node: Node) -> bool:
    return isinstance(node, Member) and isinstance(node.index, Atom) and node.index.kind != "name"


def _is_merged(first: Sequence[Node]) -> bool:
    if len(first) == 1:
        return isinstance(first[0], Atom) and (first[0].text == "this" or bool(_FACTORY.fullmatch(first[0].text)))
    last = first[-1]
    return isinstance(last, Member) and bool(_FACTORY.fullmatch(last.text.lstrip(".?")))


def _is_simple(node: Node, depth: int = 0) -> bool:
    """Whether an argument is simple enough that a chain with it may stay on one line."""
    match node:
        case Atom(text=text):
            return not text.startswith("/") or len(text.rpartition("/")[0]) <= 6
        case Braces(members=members):
            return all(isinstance(one, Pair) and (one.value is None or _is_simple(one.value, depth)) for one in members)
        case Brackets(items=items):
            return all(_is_simple(one, depth) for one in items)
        case Call(callee=callee, arguments=given):
            return (
                depth <= (0 if node.new else 1)
                and _is_simple(callee, depth)
                and all(_is_simple(one, depth + 1) for one in given)
            )
        case Member(of=of, index=index):
            return _is_simple(of, depth) and (index is None or isinstance(index, Atom))
        case Unary(operator="!" | "-" | "+", operand=operand):
            return _is_simple(operand, depth)
    return False


# -- operators and functions ----------------------------------------------------------------------------------------


def _binary(node: Binary) -> Doc:
    first, *rest = operands(node)
    return Group([first, Indent(rest)])


def operands(node: Binary) -> list[Doc]:
    """The operands of one precedence, each with its operator before it."""
    left = node.left
    same = isinstance(left, Binary) and LEVEL[left.operator] == LEVEL[node.operator] and node.operator != "**"
    parts = operands(left) if isinstance(left, Binary) and same else [expression(left)]
    if isinstance(node.right, Braces | Brackets) and node.operator in ("&&", "||", "??"):
        return [*parts, f" {node.operator} ", expression(node.right)]
    return [*parts, " ", node.operator, LINE, expression(node.right)]


def signature(node: Arrow, last: bool = False) -> Doc:
    """Type parameters, parameters and result of a function."""
    given = _parameters(node.parameters, last)
    if len(node.parameters) == 1 and isinstance(node.result, Braces):
        given = Group(given)  # else they are opened before the result is
    result = [": ", type_(node.result)] if node.result is not None else ""
    return Group([_type_parameters(node.types), given, result])


def _parameters(nodes: Sequence[Node], last: bool = False) -> Doc:
    if not nodes:
        return "()"
    items = [_item(_parameter, one) for one in nodes]
    if last:
        return flattened(["(", *listed(items), ")"])
    if len(nodes) == 1 and _hugs_parameter(nodes[0]):
        return ["(", items[0], ")"]
    rest = isinstance(nodes[-1], Pair) and nodes[-1].before.startswith("...")
    return ["(", Indent([SOFT, *listed(items)]), "" if rest else IfBreak(","), SOFT, ")"]


def _hugs_parameter(node: Node) -> bool:
    if not isinstance(node, Pair) or node.default is not None:
        return False
    return isinstance(node.name, Braces) or isinstance(node.name, Atom) and isinstance(node.value, Braces)


def _parameter(node: Node) -> Doc:
    if not isinstance(node, Pair):
        raise Unreadable
    doc: list[Doc] = [node.before, expression(node.name), node.optional]
    if node.value is not None:
        doc += [": ", type_(node.value)]
    return [*doc, " = ", expression(node.default)] if node.default is not None else doc


def _arrow(node: Arrow, last: bool) -> Doc:
    head: list[Doc] = [node.start, signature(node, last), " =>"]
    body = node.body
    if body is None:
        return Group([*head, " {"])
    if isinstance(body, Parens) and isinstance(body.content, Braces):
        return Group([*head, " (", expression(body.content), ")"])
    if isinstance(body, Brackets | Braces | Arrow) or isinstance(body, Atom) and body.text.startswith("`"):
        return Group([*head, " ", expression(body)])
    inner = _value(body)
    if isinstance(body, Parens) and isinstance(body.content, Choice):
        inner = [IfBreak("", "("), expression(body.content), IfBreak("", ")")]
    tail: list[Doc] = [IfBreak(","), SOFT] if last else []
    return Group([*head, Group([Indent([LINE, inner]), *tail])])


def assigned(left: Doc, operator: str, right: Node, *, short: bool = False, is_type: bool = False) -> Doc:
    """`left operator right`, by the way that suits the right side."""
    value = type_(right) if is_type else _value(right)
    if not is_type and _breaks_after(right, short):
        return Group([Group(left), operator, Group(Indent([LINE, value]))])
    stays = isinstance(right, Atom) and (
        right.kind == "number" or right.text in ("true", "false") or right.text.startswith("`")
    )
    if stays or short:
        return Group([Group(left), operator, " ", value])
    if not is_type and _is_poorly_breakable(right):
        return Group([Group(left), operator, Group(Indent([LINE, value]))])
    if _can_break(left):
        return Group([left, operator, " ", Group(value)])
    gap = Group(Indent(LINE))
    return Group([Group(left), operator, gap, IfBreak(Indent(Group(value)), Group(value), gap)])


def _value(node: Node) -> Doc:
    """A right side or the body of a function, where the operands of one precedence stand in one column."""
    return Group(operands(node)) if isinstance(node, Binary) else expression(node)


def _breaks_after(node: Node, short: bool) -> bool:
    if isinstance(node, Binary):
        return not (node.operator in ("&&", "||", "??") and isinstance(node.right, Braces | Brackets))
    if isinstance(node, Choice):
        return isinstance(node.test, Binary)
    if short:
        return False
    while isinstance(node, Unary) or isinstance(node, Member) and node.text == "!":
        node = node.operand if isinstance(node, Unary) else node.of
    if isinstance(node, Atom):
        return node.kind == "text" and node.text[0] in "\"'"
    while isinstance(node, Member) and node.index is None:
        node = node.of
        if isinstance(node, Atom):
            return True
    return False


def _is_poorly_breakable(node: Node, deep: bool = False) -> bool:
    """Whether a call has nothing in it that would be worth a line of its own."""
    match node:
        case Member(of=of):
            return _is_poorly_breakable(of, True)
        case Call(callee=callee, arguments=given, types=types, new=False):
            if len(given) > 1 or given and not _is_short(given[0]) or types and len(types) > 1:
                return False
            return _is_poorly_breakable(callee, True)
        case Atom(kind="name"):
            return deep
    return False


def _is_short(node: Node) -> bool:
    match node:
        case Atom(text=text, kind="text"):
            return len(text.rpartition("/")[0]) - 1 <= _SHORT if text[0] == "/" else len(text) <= _SHORT
        case Atom(text=text):
            return len(text) <= _SHORT
        case Unary(operator="-" | "+" | "!", operand=operand):
            return _is_short(operand)
    return False


def _can_break(doc: Doc) -> bool:
    if isinstance(doc, str):
        return False
    if isinstance(doc, Group | Indent):
        return _can_break(doc.content)
    if isinstance(doc, IfBreak):
        return False
    return any(map(_can_break, doc)) if isinstance(doc, list) else True


# -- types ------------------------------------------------------------------------------------------------------------


def type_(node: Node | None) -> Doc:
    """A type."""
    match node:
        case None:
            return ""
        case Braces() | Brackets():
            return group_of(node)
        case Generic(name=name, arguments=given):
            return [expression(name), _types(given)]
        case Joined(operator="|"):
            return _union(node)
        case Joined(parts=parts):
            first, *others = (_item(type_, one) for one in parts)
            return Group([first, Indent([[" &", LINE, part] for part in others])])
        case Parens(content=Joined(operator="|") as union):
            return Group(["(", Indent([SOFT, _alternatives(union, False)]), SOFT, ")"])
        case Parens(content=content):
            return ["(", type_(content), ")"]
        case Member(of=of, text=text, index=index):
            return [type_(of), text if index is None else ["[", type_(index), "]"]]
        case Unary(operator=operator, operand=operand):
            return [operator, type_(operand)]
        case Arrow(body=body):
            head = [node.start, _type_parameters(node.types), Group(_parameters(node.parameters))]
            return Group([*head, " => ", type_(body)])
        case Atom(text=text):
            return text
    raise Unreadable


def _union(node: Joined) -> Doc:
    if _hugs_union(node):
        first, *others = (_item(type_, one) for one in node.parts)
        return [first, *([" | ", part] for part in others)]
    return Group(Indent(_alternatives(node, True)))


def _alternatives(node: Joined, starts: bool) -> Doc:
    """The parts of a union, each behind a bar on a line of its own where the group is broken."""
    first, *others = (Indent(_item(type_, one)) for one in node.parts)
    rest: list[Doc] = [[LINE, "| ", part] for part in others]
    return [IfBreak([LINE if starts else "", "| "]), first, *rest]


def _hugs_union(node: Joined) -> bool:
    """Whether a union is an object with null or undefined beside it, which is open by itself."""
    objects = [one for one in node.parts if isinstance(one, Braces)]
    words = [one for one in node.parts if isinstance(one, Atom) and one.text in ("null", "undefined", "void")]
    return len(objects) == 1 and len(objects) + len(words) == len(node.parts)


def typed_function(kind: Generic) -> Doc:
    """The type of a constant that is a function: its arguments may always be on lines of their own."""
    return [expression(kind.name), _types(kind.arguments, not isinstance(kind.arguments[0], Braces))]


def _types(nodes: Sequence[Node] | None, is_open: bool = False) -> Doc:
    """Arguments of a type, in angle brackets."""
    if nodes is None:
        return ""
    items = [_item(type_, one) for one in nodes]
    if len(nodes) == 1 and not is_open:
        only = nodes[0]
        if isinstance(only, Braces) or isinstance(only, Atom) and only.kind == "name":
            return ["<", items[0], ">"]
        if isinstance(only, Joined) and only.operator == "|":
            if _hugs_union(only):
                return ["<", items[0], ">"]
            items = [Group(_alternatives(only, False))]
    return Group(["<", Indent([SOFT, *listed(items)]), SOFT, ">"])


def _type_parameters(nodes: Sequence[Node] | None) -> Doc:
    if nodes is None:
        return ""
    items: list[Doc] = []
    for one in nodes:
        assert isinstance(one, Pair)
        doc: list[Doc] = [expression(one.name)]
        if one.value is not None:
            doc += [" extends ", type_(one.value)]
        items.append([*doc, " = ", type_(one.default)] if one.default is not None else doc)
    return Group(["<", Indent([SOFT, *listed(items)]), IfBreak(","), SOFT, ">"])
