"""A line of TypeScript as a tree: as much of the language as generated statements have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from scaffold.lang.typescript.tokens import Unreadable, tokens

Node: TypeAlias = (
    "Atom | Pair | Braces | Brackets | Call | Member | Unary | Binary | Choice | Arrow | Cast | Parens | Joined"
    " | Generic"
)


class _Part(Struct, kw_only=True):
    """`flat` is an item of a list as it stands in the line, where it is more than one token."""

    flat: str = ""


class Atom(_Part):
    """A name or literal; `kind` is that of its token."""

    text: str
    kind: str = "name"


class Pair(_Part):
    """A member of an object or type, or a parameter: `readonly name?: value`, with `default` for `= default`.

    `value` is None in a shorthand.
    """

    name: Node
    value: Node | None = None
    optional: str = ""
    before: str = ""
    default: Node | None = None


class Braces(_Part):
    """An object, a pattern or (`end` is ";") the type of one."""

    members: tuple[Node, ...]
    end: str = ","


class Brackets(_Part):
    """An array or tuple."""

    items: tuple[Node, ...]
    type: bool = False


class Call(_Part):
    callee: Node
    arguments: tuple[Node, ...]
    types: tuple[Node, ...] | None = None
    new: bool = False


class Member(_Part):
    """What follows an object: `.name`, `?.name`, `!`, or an index, which `?.` may stand before."""

    of: Node
    text: str
    index: Node | None = None


class Unary(_Part):
    """An operator (or `keyof`, `...`, `typeof`) before its operand."""

    operator: str
    operand: Node


class Binary(_Part):
    operator: str
    left: Node
    right: Node


class Choice(_Part):
    test: Node
    then: Node
    otherwise: Node


class Arrow(_Part):
    """A function, or the type of one. `body` is None where the line ends in its opening brace."""

    parameters: tuple[Node, ...]
    result: Node | None
    body: Node | None
    start: str = ""
    types: tuple[Node, ...] | None = None
    is_type: bool = False


class Cast(_Part):
    of: Node
    word: str
    type: Node


class Parens(_Part):
    content: Node


class Joined(_Part):
    """A union or intersection of types."""

    operator: str
    parts: tuple[Node, ...]


class Generic(_Part):
    """A type with arguments; `name` may be a dotted name."""

    name: Node
    arguments: tuple[Node, ...] = ()


_LEVELS = (
    ("??",), ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!=", "===", "!=="),
    ("<", ">", "<=", ">=", "instanceof", "in"), ("+", "-"), ("*", "/", "%"), ("**",),
)  # fmt: skip
LEVEL = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_PREFIXES = ("!", "-", "+", "~", "typeof", "await", "void", "delete")
_TYPE_PREFIXES = ("keyof", "readonly", "typeof", "unique", "infer", "asserts")


_ENDS = (",", ")", "}", "]", ";")
"""What an expression ends before, whatever it is."""


class Parser:
    """Reads from left to right; raises Unreadable for what generated code has none of."""

    def __init__(self, code: str) -> None:
        self.words, self.kinds, self._spaced = tokens(code)
        self.at = 0

    # -- tokens -------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.words[self.at]

    def after(self, steps: int = 1) -> str:
        place = self.at + steps
        return self.words[place] if place < len(self.words) else ""

    def take(self, *expected: str) -> str:
        word = self.words[self.at]
        if expected and word not in expected or not word:
            raise Unreadable
        self.at += 1
        return word

    def skip(self, text: str) -> bool:
        if self.words[self.at] == text:
            self.at += 1
            return True
        return False

    def name(self) -> str:
        if self.kinds[self.at] != "name":
            raise Unreadable
        self.at += 1
        return self.words[self.at - 1]

    def ended(self) -> bool:
        return self.kinds[self.at] == "end"

    def tried(self, read: Callable[[], Node]) -> Node | None:
        """What `read` reads, or None (and nothing is read) where it can't."""
        start = self.at
        try:
            return read()
        except Unreadable:
            self.at = start
            return None

    def listed(self, read: Callable[[], Node], end: str, comma: tuple[str, ...] = (",",)) -> tuple[Node, ...]:
        """Items up to the closing bracket, which is taken too."""
        found: list[Node] = []
        while not self.skip(end):
            found.append(self.item_of_list(read))
            if self.words[self.at] not in comma:
                self.take(end)
                break
            self.take()
        return tuple(found)

    def item_of_list(self, read: Callable[[], Node]) -> Node:
        """What `read` reads, with how it stands in the line."""
        start = self.at
        node = read()
        last = self.at - 1
        if last > start:
            node.flat = "".join(self._spaced[start:last]) + self.words[last]
        return node

    # -- expressions --------------------------------------------------------------------------------------------

    def expression(self) -> Node:
        word, kind = self.words[self.at], self.kinds[self.at]
        if kind in ("name", "text", "number") and self.after() in _ENDS:  # which most expressions are
            self.at += 1
            return Atom(word, kind)
        arrow = self.tried(self.arrow) if self.words[self.at] in ("(", "async", "<") or self.after() == "=>" else None
        if arrow is not None:
            return arrow
        test = self.binary(0)
        if not self.skip("?"):
            return test
        then = self.expression()
        self.take(":")
        return Choice(test, then, self.expression())

    def binary(self, level: int) -> Node:
        left = self.unary()
        while True:
            if self.words[self.at] in ("as", "satisfies"):
                word = self.take()
                left = Cast(left, word, Atom(self.take()) if self.words[self.at] == "const" else self.type())
                continue
            operator = self.words[self.at]
            if LEVEL.get(operator, -1) < level:
                return left
            self.take()
            left = Binary(operator, left, self.binary(LEVEL[operator] + 1))

    def unary(self) -> Node:
        if self.words[self.at] in _PREFIXES:
            operator = self.take()
            return Unary(operator + (" " if operator.isalpha() else ""), self.unary())
        return self.postfix(self.primary())

    def primary(self) -> Node:
        word, kind = self.words[self.at], self.kinds[self.at]
        if kind in ("text", "number"):
            self.at += 1
            return Atom(word, kind)
        match word:
            case "{":
                self.at += 1
                return Braces(self.listed(self.property, "}"))
            case "[":
                self.at += 1
                return Brackets(self.listed(self.item, "]"))
            case "(":
                self.at += 1
                inner = self.expression()
                self.take(")")
                return Parens(inner)
            case "new":
                self.at += 1
                callee: Node = Atom(self.name())
                while self.skip("."):
                    callee = Member(callee, f".{self.name()}")
                types = self.arguments_of_type() if self.words[self.at] == "<" else None
                self.take("(")
                return Call(callee, self.listed(self.item, ")"), types, True)
            case "function" | "class" | "async" if self.after() in ("(", "function"):
                raise Unreadable
        return Atom(self.name())

    def postfix(self, node: Node) -> Node:
        while True:
            if self.words[self.at] in (".", "?."):
                mark = self.take()
                if self.words[self.at] == "(":
                    raise Unreadable
                if self.skip("["):
                    node = Member(node, mark, self.expression())
                    self.take("]")
                else:
                    node = Member(node, mark + self.name())
            elif self.words[self.at] == "!" and self.after() not in ("=",):
                self.take()
                node = Member(node, "!")
            elif self.skip("["):
                index = self.expression()
                self.take("]")
                node = Member(node, "", index)
            elif self.skip("("):
                node = Call(node, self.listed(self.item, ")"))
            elif self.words[self.at] == "<" and isinstance(called := self.tried(self.typed_arguments), Call):
                called.callee, node = node, called
            else:
                return node

    def typed_arguments(self) -> Node:
        types = self.arguments_of_type()
        self.take("(")
        return Call(Atom(""), self.listed(self.item, ")"), types)

    def item(self) -> Node:
        return Unary("...", self.expression()) if self.skip("...") else self.expression()

    def property(self) -> Node:
        if self.skip("..."):
            return Unary("...", self.expression())
        name = self.property_name()
        if self.skip(":"):
            return Pair(name, self.expression())
        if self.skip("="):
            return Pair(name, default=self.expression())
        if self.words[self.at] not in (",", "}"):
            raise Unreadable
        return Pair(name)

    def property_name(self) -> Node:
        word, kind = self.words[self.at], self.kinds[self.at]
        if self.skip("["):
            inner = self.expression()
            self.take("]")
            return Brackets((inner,))
        if kind not in ("name", "text", "number"):
            raise Unreadable
        self.at += 1
        return Atom(word, kind)

    def arrow(self) -> Node:
        start = "async " if self.words[self.at] == "async" and self.after() != "=>" else ""
        self.at += bool(start)
        types = self.type_parameters() if self.words[self.at] == "<" else None
        result: Node | None = None
        if self.skip("("):
            parameters = self.listed(self.parameter, ")")
            result = self.type() if self.skip(":") else None
        else:
            parameters = (Pair(Atom(self.name())),)
        self.take("=>")
        if self.words[self.at] == "{" and self.at == len(self.words) - 2:
            self.take()
            return Arrow(parameters, result, None, start, types)
        if self.words[self.at] == "{":
            raise Unreadable
        return Arrow(parameters, result, self.expression(), start, types)

    def parameter(self) -> Node:
        before = "..." if self.skip("...") else ""
        if self.words[self.at] in ("readonly", "public", "private") and self.after() not in (",", ":", ")", "?"):
            before += f"{self.take()} "
        name = self.pattern()
        optional = "?" if self.skip("?") else ""
        kind = self.type() if self.skip(":") else None
        default = self.expression() if self.skip("=") else None
        return Pair(name, kind, optional, before, default)

    def pattern(self) -> Node:
        if self.skip("{"):
            return Braces(self.listed(self.property, "}"))
        if self.skip("["):
            return Brackets(self.listed(self.item, "]"))
        return Atom(self.name())

    # -- types --------------------------------------------------------------------------------------------------

    def type(self) -> Node:
        function = self.tried(self.function_type) if self.words[self.at] in ("(", "<", "new") else None
        if function is not None:
            return function
        found = self.union()
        if self.words[self.at] == "extends":
            raise Unreadable
        if self.words[self.at] == "is" and isinstance(found, Atom):
            self.take()
            return Unary(f"{found.text} is ", self.type())
        return found

    def union(self) -> Node:
        return self._joined("|", lambda: self._joined("&", self.single))

    def _joined(self, operator: str, read: Callable[[], Node]) -> Node:
        self.skip(operator)
        parts = [self.item_of_list(read)]
        while self.skip(operator):
            parts.append(self.item_of_list(read))
        return parts[0] if len(parts) == 1 else Joined(operator, tuple(parts))

    def single(self) -> Node:
        if self.words[self.at] in _TYPE_PREFIXES and self.after() not in (",", ">", ")", ";", "|", "[", "="):
            word = self.take()
            return Unary(f"{word} ", self.single())
        node = self.plain_type()
        while self.words[self.at] == "[":
            self.take()
            if self.skip("]"):
                node = Member(node, "[]")
            else:
                index = self.type()
                self.take("]")
                node = Member(node, "", index)
        return node

    def plain_type(self) -> Node:
        word, kind = self.words[self.at], self.kinds[self.at]
        if self.skip("{"):
            return Braces(self.listed(self.type_member, "}", (";", ",")), ";")
        if self.skip("["):
            return Brackets(self.listed(self.element_type, "]"), True)
        if self.skip("("):
            inner = self.type()
            self.take(")")
            return Parens(inner)
        if self.skip("-"):
            return Atom(f"-{self.take()}", "number")
        if kind in ("text", "number"):
            self.at += 1
            return Atom(word, kind)
        text = self.name()
        if text == "import" and self.skip("("):
            text = f"import({self.take()})"
            self.take(")")
        while self.words[self.at] == "." and self.after(2) != "":
            self.take()
            text += f".{self.name()}"
        return Generic(Atom(text), self.arguments_of_type()) if self.words[self.at] == "<" else Atom(text)

    def element_type(self) -> Node:
        before = "..." if self.skip("...") else ""
        if self.kinds[self.at] == "name" and self.after() == ":":
            label = self.take()
            self.take(":")
            before += f"{label}: "
        inner = self.type()
        node = Member(inner, "?") if self.skip("?") else inner
        return Unary(before, node) if before else node

    def type_member(self) -> Node:
        before = "readonly " if self.words[self.at] == "readonly" and self.after() not in (":", "?") else ""
        self.at += bool(before)
        if self.words[self.at] == "[" and self.after(2) in (":", "in"):
            self.take()
            key, word = self.take(), self.take()
            inner = self.type()
            self.take("]")
            name: Node = Brackets((Pair(Atom(key), inner),) if word == ":" else (Binary("in", Atom(key), inner),))
        else:
            name = self.property_name()
        optional = "?" if self.skip("?") else ""
        if self.words[self.at] in ("(", "<"):
            types = self.type_parameters() if self.words[self.at] == "<" else None
            self.take("(")
            parameters = self.listed(self.parameter, ")")
            result = self.type() if self.skip(":") else None
            return Pair(name, Arrow(parameters, result, None, types=types, is_type=True), optional + "()", before)
        self.take(":")
        return Pair(name, self.type(), optional, before)

    def function_type(self) -> Node:
        start = "new " if self.skip("new") else ""
        types = self.type_parameters() if self.words[self.at] == "<" else None
        self.take("(")
        parameters = self.listed(self.parameter, ")")
        self.take("=>")
        return Arrow(parameters, None, self.type(), start, types, True)

    def arguments_of_type(self) -> tuple[Node, ...]:
        self.take("<")
        return self.listed(self.type, ">")

    def type_parameters(self) -> tuple[Node, ...]:
        self.take("<")
        return self.listed(self.type_parameter, ">")

    def type_parameter(self) -> Node:
        before = (
            f"{self.take()} "
            if self.words[self.at] in ("const", "in", "out") and self.after() not in (",", ">")
            else ""
        )
        name = before + self.name()
        bound = self.type() if self.skip("extends") else None
        default = self.type() if self.skip("=") else None
        return Pair(Atom(name), bound, " extends", "", default)
