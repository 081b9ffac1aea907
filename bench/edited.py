"""Handlers as a service has them after a while: generated, edited in every way, and then the description changes.

All of it follows from a seed. `check` reads a merged file with a parser, and tells each signature that is wrong and
each line of the user's that is gone.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Param:
    """A parameter, or the body. `default` is None where it is required."""

    name: str
    type: str
    default: str | None = None


@dataclass(frozen=True)
class Operation:
    """One operation of a description."""

    name: str
    params: tuple[Param, ...]
    returns: str = "models.Book"
    doc: str = "Do it."


@dataclass
class Case:
    """One file: as generated, as the user has it, as generated anew, and what to expect of the merge."""

    path: str
    base: str
    yours: str
    new: str
    renames: dict[str, str]
    operations: list[Operation]
    own: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    edited: int = 0


TYPES = ("int", "str", "bool", "float", "UUID", "datetime.date", "models.Genre", "Literal['a', 'b']")
IMPORTS = {"UUID": "from uuid import UUID", "datetime": "import datetime", "Literal": "from typing import Literal"}


def camel(name: str) -> str:
    """`get_book` as `getBook`."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def pascal(name: str) -> str:
    """`get_book` as `GetBook`."""
    return "".join(word.title() for word in name.split("_"))


def python(operations: list[Operation]) -> str:
    """A module of handlers as the templates write it."""
    body = "\n\n\n".join(map(python_function, operations))
    standard = [
        line for word, line in sorted(IMPORTS.items(), key=lambda item: item[1]) if re.search(rf"\b{word}\b", body)
    ]
    head = '"""The books."""\n\nfrom __future__ import annotations\n\n'
    head += "".join(f"{line}\n" for line in standard) + ("\n" if standard else "")
    head += "from shop.context import Context\nfrom shop.generated import models\n"
    if "results." in body:
        head += "from shop.generated.results import books as results\n"
    return f"{head}\n\n{body}\n"


def python_function(operation: Operation) -> str:
    """One handler."""
    params = [
        f"{param.name}: {param.type}" + (f" = {param.default}" if param.default else "") for param in operation.params
    ]
    words = ["ctx: Context", *(["*"] if params else []), *params]
    line = f"async def {operation.name}({', '.join(words)}) -> {operation.returns}:"
    if len(line) > 88 or len(params) > 1:
        line = (
            f"async def {operation.name}(\n"
            + "".join(f"    {word},\n" for word in words)
            + f") -> {operation.returns}:"
        )
    return f'{line}\n    """{operation.doc}"""\n    raise NotImplementedError'


def typescript(operations: list[Operation]) -> str:
    """A module of handlers as the templates write it."""
    types = sorted(pascal(operation.name) for operation in operations)
    line = f"import type {{ {', '.join(types)} }} from \"../generated/operations/books.ts\";\n"
    if len(line) > 81:
        line = "import type {\n" + "".join(f"  {name},\n" for name in types)
        line += '} from "../generated/operations/books.ts";\n'
    head = f'/** The books. */\n\nimport {{ NotImplemented }} from "../generated/errors.ts";\n{line}'
    return head + "\n" + "\n".join(map(typescript_function, operations))


def typescript_function(operation: Operation) -> str:
    """One handler."""
    name, names = camel(operation.name), ", ".join(camel(param.name) for param in operation.params)
    words = f"(ctx, {{ {names} }})" if names else "(ctx)"
    line = f"export const {name}: {pascal(operation.name)} = async {words} => {{"
    return f'/** {operation.doc} */\n{line}\n  throw new NotImplemented("{name}");\n}};\n'


def described(random_: random.Random, count: int) -> list[Operation]:
    """Operations of one service."""
    found = []
    for index in range(count):
        verb = random_.choice(("get", "list", "add", "change", "remove"))
        params = [Param(f"key_{index}", random_.choice(TYPES))]
        for number in range(random_.randrange(4)):
            kind = random_.choice(TYPES[:5])
            params.append(Param(f"filter_{number}", f"{kind} | None", "None"))
        found.append(Operation(f"{verb}_book_{index}", tuple(params), doc=f"{verb.title()} book {index}."))
    return found


def changed(random_: random.Random, operation: Operation) -> Operation:
    """An operation after one change of its description."""
    params = list(operation.params)
    at = random_.randrange(len(params))
    match random_.randrange(8):
        case 0:
            params.insert(random_.randint(1, len(params)), Param("fresh", "int | None", "None"))
        case 1:
            params.append(Param("needed", "str"))
        case 2 if len(params) > 1:
            del params[at]
        case 3:
            params[at] = replace(params[at], name=f"{params[at].name}_now")
        case 4:
            params[at] = replace(params[at], type="bytes", default=None)
        case 5:
            params = [replace(param, type=param.type.removesuffix(" | None"), default=None) for param in params]
        case 6:
            params.append(Param("body", "models.BookInput"))
        case _:
            return replace(operation, returns=f"results.{pascal(operation.name)}Ok")
    return replace(operation, params=tuple(params))


Edit = Callable[[random.Random, Operation, str, Case], str]


def _body(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    indent = "    " if case.path.endswith(".py") else "  "
    name = operation.name if case.path.endswith(".py") else camel(operation.name)
    call = f"await ctx.resources.{name}()" + ("" if case.path.endswith(".py") else ";")
    stub = re.search(r"^ +(raise|throw) .*\n?", text, re.MULTILINE)
    assert stub
    remark = f"{'#' if case.path.endswith('.py') else '//'} the work of {name}, {random_.random():.9f}"
    const = "" if case.path.endswith(".py") else "const "
    lines = [remark, f"{const}found = {call}", f"return {'found' if case.path.endswith('.py') else 'found as never;'}"]
    case.lines += lines
    return text[: stub.start()] + "".join(f"{indent}{line}\n" for line in lines) + text[stub.end() :].lstrip("\n")


def _docstring(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    line = f"More of it: {random_.random():.9f}."
    case.lines.append(line)
    if case.path.endswith(".py"):
        return text.replace(f'"""{operation.doc}"""', f'"""{operation.doc}\n\n    {line}\n    """')
    return text.replace(f"/** {operation.doc} */", f"/**\n * {operation.doc}\n * {line}\n */")


def _decorator(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    line = f"traced_{random_.randrange(10**9)}"
    if case.path.endswith(".py"):
        case.lines.append(line)
        return text.replace("async def", f"@{line}\nasync def", 1)
    wrapped = re.sub(r"= (async [\s\S]*\n\}\n?);", rf"= {line}(\1);", text, count=1)
    case.lines += [line] if wrapped != text else []
    return wrapped


def _own(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    case.own[operation.name] = ["db"]
    if case.path.endswith(".py"):
        start = text.index("async def")
        head, function = text[:start], text[start:]
        if ",\n) ->" in function:
            return head + function.replace(",\n) ->", ",\n    db: Session = DATABASE,\n) ->", 1)
        return head + function.replace(") ->", ", db: Session = DATABASE) ->", 1)
    return text.replace(") => {", ", db = database()) => {", 1)


def _above(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    name = f"help_{random_.randrange(10**9)}"
    case.lines.append(name)
    if case.path.endswith(".py"):
        return f"def {name}() -> int:\n    return 1\n\n\n{text}"
    return f"function {name}(): number {{\n  return 1;\n}}\n\n{text}"


def _below(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    name = f"limit_{random_.randrange(10**9)}"
    case.lines.append(name)
    gap = "\n\n\n" if case.path.endswith(".py") else "\n"
    return f"{text}{gap}" + (f"{name} = 3" if case.path.endswith(".py") else f"const {name} = 3;\n")


def _comment(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    line = f"between, {random_.random():.9f}"
    case.lines.append(line)
    return f"# {line}\n\n\n{text}" if case.path.endswith(".py") else f"// {line}\n\n{text}"


def _layout(random_: random.Random, operation: Operation, text: str, case: Case) -> str:
    if case.path.endswith(".py"):
        return re.sub(
            r"\(\n((?:    .*\n)+?)\)", lambda match: "(" + " ".join(match[1].split())[:-1] + ")", text, count=1
        )
    return text.replace('"', "'").replace(";\n", "\n")


def declared(text: str) -> str:
    """A handler of TypeScript as a function declaration, as a user may write it anew; as it is if it is wrapped."""
    arrow = r"export const (\w+): (\w+) = async \(ctx(, \{[^}]*\})?(, db = database\(\))?\) => \{\n([\s\S]*?)\n\};?"

    def written(found: re.Match[str]) -> str:
        name, kind, names, own, body = found.groups()
        given = f"{names}: Parameters<{kind}>[1]" if names else ""
        head = f"export async function {name}(ctx: Parameters<{kind}>[0]{given}{own or ''}): ReturnType<{kind}> {{"
        return f"{head}\n{body}\n}}"

    return re.sub(arrow, written, text, count=1)


EDITS: tuple[Edit, ...] = (_docstring, _decorator, _own, _above, _below, _comment, _layout)


def edit(random_: random.Random, operations: list[Operation], case: Case, write: Callable[[Operation], str]) -> str:
    """The file after a user has worked on it: every handler edited, some of them moved about, another import."""
    blocks = []
    for operation in operations:
        text = _body(random_, operation, write(operation), case) if random_.random() < 0.85 else write(operation)
        for each in random_.sample(EDITS, random_.randrange(1, 4)):
            text = each(random_, operation, text, case)
        if case.path.endswith(".ts") and random_.random() < 0.2:
            text = declared(text)
        blocks.append(text.rstrip("\n"))
        case.edited += 1
    if random_.random() < 0.3:
        random_.shuffle(blocks)
    plain = "\n\n\n" if case.path.endswith(".py") else "\n\n"
    first = write(operations[0])
    head = case.base[: case.base.index(first)]
    own = "import logging\n" if case.path.endswith(".py") else 'import { database } from "../database.ts";\n'
    head = re.sub(r"^(from shop|import )", lambda match: own + match[1], head, count=1, flags=re.MULTILINE)
    case.lines.append(own.strip().replace('"', ""))
    text = head + plain.join(blocks) + "\n"
    choice = random_.random()
    if choice < 0.1:
        text = text.replace("\n", "\r\n")
    elif choice < 0.2:
        text = re.sub(
            r"^(?:    |  )+", lambda match: "\t" * (len(match[0]) // (4 if plain == "\n\n\n" else 2)), text, flags=re.M
        )
    return text


def case(seed: int, language: str, count: int = 10) -> Case:
    """One file of `count` handlers."""
    random_ = random.Random(seed)
    module, function = (python, python_function) if language == "python" else (typescript, typescript_function)
    old = described(random_, count)
    found = Case("books.py" if language == "python" else "books.ts", module(old), "", "", {}, [])
    found.yours = edit(random_, old, found, function)
    new = []
    for operation in old:
        after = changed(random_, operation) if random_.random() < 0.6 else operation
        if random_.random() < 0.1:
            after = replace(after, name=f"{after.name}_again")
            name = camel if language == "typescript" else str
            found.renames[name(operation.name)] = name(after.name)
            if operation.name in found.own:
                found.own[after.name] = found.own[operation.name]
        new.append(after)
        if random_.random() < 0.1:
            new.append(Operation(f"fresh_{len(new)}", (Param("given", "Literal['x']"),), doc="Fresh."))
    found.operations, found.new = new, module(new)
    return found


def check(case: Case, text: str) -> list[str]:
    """What is wrong with a merged file."""
    plain = text.replace("\r\n", "\n")
    words = re.sub("[\"';]", "", plain)
    faults = [f"lost: {line}" for line in case.lines if line.replace(";", "") not in words]
    signatures = python_signatures(plain) if case.path.endswith(".py") else typescript_signatures(plain)
    if signatures is None:
        return [*faults, "it can't be parsed"]
    for operation in case.operations:
        own = case.own.get(operation.name, [])
        if case.path.endswith(".py"):
            expected = {
                param.name: (ast.dump(ast.parse(param.type)), param.default or "") for param in operation.params
            }
            expected |= {name: (ast.dump(ast.parse("Session")), "DATABASE") for name in own}
            expected["return"] = (ast.dump(ast.parse(operation.returns)), "")
            got: object = signatures.get(operation.name)
        else:
            expected = {camel(param.name): (pascal(operation.name), "") for param in operation.params}
            expected |= {name: (pascal(operation.name), "database()") for name in own}
            got = signatures.get(camel(operation.name))
        if got != expected:
            faults.append(f"signature of {operation.name}: {got}, not {expected}")
    return faults


def python_signatures(text: str) -> dict[str, dict[str, tuple[str, str]]] | None:
    """Each function's parameters with type and default, and what it returns; None for no Python, or names unbound."""
    try:
        module = ast.parse(text)
    except SyntaxError:
        return None
    found = {}
    for node in module.body:
        if isinstance(node, ast.AsyncFunctionDef):
            own = {}
            for arg, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if arg.annotation:
                    kind = ast.dump(ast.parse(ast.unparse(arg.annotation)))
                    own[arg.arg] = (kind, ast.unparse(default) if default else "")
            if node.returns:
                own["return"] = (ast.dump(ast.parse(ast.unparse(node.returns))), "")
            found[node.name] = own
    imported = {
        alias.asname or alias.name
        for node in module.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    return None if used & {*IMPORTS, "models", "results", "Context"} - imported else found


def typescript_signatures(text: str) -> dict[str, dict[str, tuple[str, str]]] | None:
    """Each handler's destructured names and own parameters, with its type; None where a type isn't imported."""
    found = {}
    imported = set(re.findall(r"\w+", " ".join(re.findall(r"import type \{([^}]*)\}", text))))
    own = r"(?:db = (database\(\)),?\s*)?\)"
    arrow = rf"const (\w+): (\w+) = (?:\w+\()?async \(\s*ctx,?\s*(?:\{{([^}}]*)\}},?\s*)?{own} => \{{$"
    given = r"\(\s*ctx: Parameters<(\w+)>\[0\],?\s*(?:\{([^}]*)\}: Parameters<\2>\[1\],?\s*)?"
    declaration = rf"async function (\w+){given}{own}: ReturnType<\2> \{{$"
    handlers = [each for way in (arrow, declaration) for each in re.findall(rf"^export {way}", text, re.MULTILINE)]
    for name, kind, names, database in handlers:
        found[name] = {each.strip().split(":")[0]: (kind, "") for each in names.split(",") if each.strip()}
        if database:
            found[name]["db"] = (kind, database)
        if kind not in imported:
            return None
    return found
