"""The layout of long lines is what oxfmt would leave."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.lang.typescript.docs import columns
from scaffold.lang.typescript.layout import WIDTH, layout

OXFMT = str(Path(sys.executable).with_name("oxfmt"))


def a(size: int) -> str:
    return "a" * size


def b(size: int) -> str:
    return "b" * size


def t(size: int) -> str:
    return "T" * size


Form = Callable[[int], str]
STATEMENTS: dict[str, Form] = {
    "import": lambda n: f'import {{ {a(n)}, beta, type Gamma, delta }} from "../core/{a(n // 2)}.ts";',
    "import of one": lambda n: f'import {{ {a(n)} }} from "../core/{a(n // 2)}.ts";',
    "call": lambda n: f"const {a(n)} = callee(argumentNumberOne, argumentNumberTwo, {{ a: 1 }});",
    "call with a short argument": lambda n: f"export const {a(n)}: Schema<{t(n // 2)}> = z.array(bookSchema);",
    "call with a long argument": lambda n: f"export const {a(n)}: Schema<{t(n // 2)}> = z.array({b(30)});",
    "call with a string": lambda n: f'export const {a(n)}: Schema<{t(n // 2)}> = z.literal("{a(n)}");',
    "call with a list": lambda n: f'export const {a(n // 2)}: Schema<Color> = z.literal(["{a(n)}", "b", "{b(n)}"]);',
    "calls in a chain": lambda n: f"const {a(n // 2)}: S<C> = z.string().check(minLength(1), pattern(/^{a(n)}$/u));",
    "calls of calls": lambda n: f"outer(inner({a(n)}, second), third([{a(n // 2)}, 2]));",
    "call that waits": lambda n: f"const {a(n // 2)} = await fetchSomething({b(n)}, options);",
    "call with types": lambda n: f'const {a(n // 2)} = operation<{t(n)}>("name", {{ a: 1, b: 2 }});',
    "call with a function": lambda n: f'register("{a(n)}", (client) => call(client, {{ id: {a(n // 2)} }}));',
    "call with functions": lambda n: (
        f"return pages({a(n)}, client, input, options, (body) => body.{b(n)}, "
        f'byItem("starting_after", (body, at) => body.data.at(at)?.{a(n // 3)}, (body) => body.more));'
    ),
    "call of a constructor": lambda n: f"const {a(n // 2)} = new {t(n // 2)}({b(n)}, options, {{ a: 1 }});",
    "object": lambda n: f'const {a(n // 2)} = {{ first: {b(n)}, "second-one": [1, 2], third: {{ deep: true }} }};',
    "string": lambda n: f'const {a(n // 2)} = "{a(n)}";',
    "negation": lambda n: f"const {a(n // 2)} = !someFunction({b(n)});",
    "alternatives": lambda n: f"const {a(n // 2)} = {b(n)} ?? defaultValue ?? {a(n // 2)};",
    "choice": lambda n: f"const {a(n // 2)} = {b(n)} ? consequence({a(n // 2)}) : alternative;",
    "cast": lambda n: f"const {a(n // 2)} = value as unknown as {t(n)}<string>;",
    "lists of objects": lambda n: f"const {a(n // 2)} = [{{ a: 1, b: 2 }}, {{ a: 3, b: {b(n)} }}];",
    "lists of numbers": lambda n: f"const {a(n // 2)} = [{', '.join(str(i * 1111) for i in range(n // 2 + 1))}];",
    "lists of lists": lambda n: f'const {a(n // 2)} = [["a", 1], ["b", {b(n)}]];',
    "assignment": lambda n: f"this.{a(n // 2)} = compute({b(n)}, other);",
    "function": lambda n: f"const {a(n // 2)} = ({b(n)}: string, other: number) => consequence({a(n // 2)});",
    "function of a type": lambda n: f"const {a(n // 2)}: Handler<{t(n // 3)}> = async (x, {{ {b(n)}, c }}) => y(c);",
    "function with a body": lambda n: f"const {a(n // 2)}: {t(n)} = async (ctx, {{ id }}) => {{\n  call();\n}};",
    "head of a function": lambda n: f"export async function {a(n // 2)}(input: {t(n)}, o?: O): R {{\n  go();\n}}",
    "head with a union": lambda n: f"function {a(n)}(input: {t(n)}): {t(n // 3)} | undefined {{\n  go();\n}}",
    "head with an object": lambda n: f"function {a(n)}(input: {t(n)}): {{ {a(n // 3)}: A; b: B }} {{\n  go();\n}}",
    "head with a list": lambda n: f"function {a(n)}(input: {t(n)}, o: O): Result<{t(n // 3)}, B> {{\n  go();\n}}",
    "head of a class": lambda n: f"class {t(n // 2)} extends Base<{{ status: number; body: {t(n)} }}> {{\n  a = 1;\n}}",
    "condition": lambda n: f"if ({a(n)} && {b(n // 2)} && cccccccccccccccccccccc) {{\n  call();\n}}",
    "answer": lambda n: f"return callee({a(n)}, second, {{ a: 1, b: {a(n // 2)} }});",
    "answer of alternatives": lambda n: f"return {a(n)} || {b(n // 2)} || cccccccccccccccccccccc;",
    "fault": lambda n: f'throw new NotFound("{a(n)}", {{ body: {a(n // 2)} }});',
    "call of several lines": lambda n: f"const {a(n)}: Schema<{t(n)}> = z.object({{\n  a: z.string(),\n}});",
    "chain of several lines": lambda n: (
        f"const {a(n)}: Schema<{t(n)}> = z\n  .object({{\n    a: z.string(),\n  }})\n  .check(minProperties(1));"
    ),
    "chain below one column too many": lambda n: (
        f"const {a(n)}: Schema<{t(n + 5)}> = z\n  .object({{\n    a: z.string(),\n  }})\n  .check(minProperties(1));"
    ),
    "union": lambda n: f'export type {t(n // 2)} = "{a(n)}" | "second" | "third" | null;',
    "list of a union": lambda n: f"export type {t(n // 2)} = ({t(n)} | {t(n // 2)})[];",
    "type of an object": lambda n: f"export type {t(n // 2)} = {{ a: {t(n)}; b?: string; [key: string]: unknown }};",
    "tuple": lambda n: f"export type {t(n // 2)} = [{t(n)}, {t(n // 2)}?, ...unknown[]];",
    "type with arguments": lambda n: f"export type {t(n // 2)} = Handler<{t(n)}, {t(n // 2)}>;",
    "type with a union": lambda n: f"export type {t(n // 2)} = Promise<{t(n)} | {t(n // 2)}>;",
    "type of a function": lambda n: f"export type {t(n // 2)} = (ctx: Context, input: {t(n)}) => Promise<{t(n // 2)}>;",
    "intersection": lambda n: f"export type {t(n // 2)} = {t(n)} & {t(n // 2)};",
}
MEMBERS: dict[str, Form] = {
    "call": lambda n: f"{a(n // 2)}: z.exactOptional(z.string().check(minLength(1), maxLength({'1' * n}))),",
    "union": lambda n: f"{a(n // 2)}: z.exactOptional(z.union([z.string(), {b(n)}Schema])),",
    "literals": lambda n: f'"{a(n // 2)}-x": z.literal(["{a(n)}", "b", "c"]),',
    "string": lambda n: f'{a(n // 3)}: "{a(n)}",',
    "alternatives": lambda n: f'{a(n // 3)}: input.accept ?? "{a(n)}",',
    "object": lambda n: f'{a(n // 3)}: {{ status: 404, content: {{ "application/json": {a(n)}Schema }} }},',
    "short name": lambda n: f"a: callee({b(n)}, {a(n // 2)}),",
    "function": lambda n: f"{a(n // 3)}: (value) => transform({b(n)}, value),",
    "chain": lambda n: f"{a(n // 3)}: z.array(z.string()).check(minItems(1), uniqueItems({b(n)})),",
    "list": lambda n: f'{a(n // 3)}: [{{ in: "path", name: "{a(n)}" }}, {{ in: "query", name: "b" }}],',
    "all of another": lambda n: f"...callee({a(n)}, {b(n // 2)}),",
}
TYPES: dict[str, Form] = {
    "union": lambda n: f'{a(n // 2)}?: "{a(n)}" | "second" | "third";',
    "list of a union": lambda n: f"{a(n // 2)}?: ({t(n)} | {t(n // 2)})[];",
    "record": lambda n: f"{a(n // 2)}: {{ [key: string]: {t(n)} }};",
    "type with arguments": lambda n: f"readonly {a(n // 2)}: Promise<{t(n)}, {t(n // 2)}>;",
    "object or null": lambda n: f"{a(n // 2)}: {{ a: {t(n)}; b: string }} | null;",
    "method": lambda n: f"{a(n // 2)}(ctx: Context, input: {t(n)}): Promise<void>;",
    "function": lambda n: f"{a(n // 2)}: (ctx: Context, input: {t(n)}) => Promise<void>;",
}
PLACES = {
    "statement": (STATEMENTS, "{}\n"),
    "member": (MEMBERS, "const x = {{\n  {}\n}};\n"),
    "type": (TYPES, "interface X {{\n  {}\n}}\n"),
}
SIZES = range(6, 106, 4)


@pytest.fixture(scope="module")
def formatted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """By name, our layout of each form in each size, and what oxfmt makes of it."""
    folder = tmp_path_factory.mktemp("layout")
    ours: dict[str, str] = {}
    for place, (forms, frame) in PLACES.items():
        for name, form in forms.items():
            for size in SIZES:
                ours[f"{place}, {name}, {size}"] = layout(frame.format(form(size)))
    for number, text in enumerate(ours.values()):
        (folder / f"{number}.ts").write_text(text, "utf-8")
    subprocess.run([OXFMT, str(folder)], check=True, capture_output=True)
    return {
        name: (text, (folder / f"{number}.ts").read_text("utf-8")) for number, (name, text) in enumerate(ours.items())
    }


@pytest.mark.parametrize("form", [f"{place}, {name}" for place, (forms, _) in PLACES.items() for name in forms])
def test_the_layout_is_oxfmts(formatted: dict[str, tuple[str, str]], form: str) -> None:
    for size in SIZES:
        ours, theirs = formatted[f"{form}, {size}"]
        assert ours == theirs


def test_a_line_that_fits_is_left() -> None:
    text = "const x = { a: 1, b: [1, 2] };\n// a comment\nconst y = `${x}`;\n"
    assert layout(text) == text


@pytest.mark.parametrize(
    "line", [f"// {'word ' * 40}", f" * {'word ' * 40}", f"<div>{'word ' * 40}</div>", f"@{a(120)}"]
)
def test_what_is_no_statement_is_left(line: str) -> None:
    assert layout(line) == line


def test_what_is_inside_a_template_literal_or_comment_is_left() -> None:
    inside = f"const x = call({a(60)}, {b(60)});\n"
    literal, comment, line = f"const t = `\n{inside}{inside}`;\n", f"/**\n * `{inside} */\n", f"// `{inside}"
    for before in (literal, comment, line, "`\n`\n"):
        assert layout(before) == before
        assert layout(before + inside) == before + layout(inside) != before + inside


def test_wide_characters_take_two_columns() -> None:
    assert columns("a書\u0301") == 3
    line = f'const {a(20)} = ["{"書" * 20}", "{"書" * 20}"];'
    assert len(line) < WIDTH and "\n" in layout(line)
