"""The merge of TypeScript files: each edit of a user's against each change of a description."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.edited import case, check
from scaffold.merge import Merged, follow, functions, handing, merge, merge_moved, rewired, same
from scaffold.merge.typescript import TypeScript

PATH = "src/handlers/books.ts"
BASE = """/** The catalogue. */

import { NotImplemented } from "../generated/errors.ts";
import type { DeleteBook, GetBook, ListBooks, UploadCover } from "../generated/operations/books.ts";

/** List books, newest first. */
export const listBooks: ListBooks = async (ctx, { limit, since }) => {
  throw new NotImplemented("listBooks");
};

/** Get one book. */
export const getBook: GetBook = async (ctx, { bookId, verbose }) => {
  throw new NotImplemented("getBook");
};

/** Remove a book. */
export const deleteBook: DeleteBook = async (ctx, { bookId }) => { throw new NotImplemented("deleteBook"); };

/** Upload the cover. */
export const uploadCover: UploadCover = async (ctx, { bookId, body }) => {
  throw new NotImplemented("uploadCover");
};
"""
HEAD = "export const getBook: GetBook = async (ctx, { bookId, verbose }) => {\n"
STUB = '  throw new NotImplemented("getBook");\n};\n'
BODY = """  // straight from the shelf
  const book = await ctx.resources.shelf.get(bookId, `${verbose}`);

  if (!book) throw new BookNotFound({ bookId }); /* answers 404 */
  return { status: 200, body: book };
};
"""


def swap(old: str, new: str) -> Callable[[str], str]:
    def make(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return make


def blocks(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n\n/**")


def joined(parts: list[str]) -> str:
    return "\n\n/**".join(parts) + "\n"


def formatted(text: str) -> str:
    """As prettier does with single quotes, no semicolons, few spaces and another width."""
    text = text.replace('"', "'").replace(";\n", "\n").replace("; };", " }").replace("ctx, {", "\n  ctx, {")
    return text.replace("{ GetBook", "{GetBook").replace("{ bookId, verbose }", "{bookId,\n verbose,}")


@dataclass(frozen=True)
class Edit:
    """What a user does, what must be in the file after every merge, and what the pattern has then."""

    name: str
    make: Callable[[str], str]
    stays: tuple[str, ...] = ()
    pattern: Callable[[str], str] = str
    rest: str = ""


EDITS = [
    Edit("body", swap(HEAD + STUB, HEAD + BODY), (BODY,)),
    Edit("docstring", swap("/** Get one book. */", "/**\n * Get one book.\n * Or two.\n */"), (" * Or two.\n",)),
    Edit(
        "wrapped",
        swap(HEAD + STUB, (HEAD + BODY).replace("async", "traced(async").replace("\n};", "\n});")),
        ("traced(",),
    ),
    Edit("parameter", swap("verbose })", "verbose }, db = database())"), rest=", db = database()"),
    Edit(
        "default",
        swap("verbose }", "verbose = true }"),
        pattern=lambda words: words.replace("verbose", "verbose = true"),
    ),
    Edit(
        "alias",
        swap("{ bookId, verbose", "{ bookId: id, verbose"),
        pattern=lambda words: words.replace("bookId", "bookId: id"),
    ),
    Edit("typed", swap("(ctx, {", "(ctx: Context, {"), ("ctx: Context",)),
    Edit(
        "above",
        swap("/** Get", "function price(): number {\n  return 3;\n}\n\n/** Get"),
        ("function price(): number {\n  return 3;\n}\n",),
    ),
    Edit(
        "below",
        swap(HEAD + STUB, HEAD + BODY + "\nconst SHELF = 3; // how many\n"),
        (BODY, "\nconst SHELF = 3; // how many\n"),
    ),
    Edit("imports", swap("import {", 'import { database } from "../database.ts";\nimport {'), ("../database.ts",)),
    Edit("own import of ours", swap("{ NotImplemented }", "{ BookNotFound, NotImplemented }"), ("BookNotFound",)),
    Edit(
        "comment between",
        swap("/** Get", "// --- one book ---\n// and no more\n\n/** Get"),
        ("// --- one book ---\n// and no more\n\n",),
    ),
    Edit("comment above", swap(HEAD, "// careful\n" + HEAD), ("// careful\nexport",)),
    Edit("reordered", lambda text: joined([*blocks(text)[:1], *reversed(blocks(text)[1:])])),
    Edit("format", formatted),
    Edit(
        "body and format",
        lambda text: formatted(text.replace(HEAD + STUB, HEAD + BODY)),
        ("// straight from the shelf\n",),
    ),
    Edit(
        "function",
        swap(HEAD, "export async function getBook(ctx: Context, { bookId, verbose }: Asked) {\n"),
        ("async function ", "}: Asked) {"),
    ),
    Edit("last line", lambda text: text.removesuffix("\n")),
]


@dataclass(frozen=True)
class Change:
    """What the description does: the new text, the pattern of `getBook` then, its name, and renames."""

    name: str
    make: Callable[[str], str]
    pattern: str = "bookId, verbose"
    function: str = "getBook"


def pattern(words: str) -> Change:
    return Change(words, lambda text: text.replace("{ bookId, verbose }", f"{{ {words} }}"), words)


ADDED = """/** Add. */
export const addBook: AddBook = async (ctx, { body }) => {
  throw new NotImplemented("addBook");
};

"""
CHANGES = [
    pattern("bookId, verbose, lang"),
    pattern("lang, bookId, verbose"),
    pattern("bookId"),
    pattern("bookId, wordy"),
    pattern("book, body"),
    Change(
        "operation added",
        lambda text: text.replace("/** Remove", ADDED + "/** Remove").replace("{ DeleteBook", "{ AddBook, DeleteBook"),
    ),
    Change(
        "operation removed",
        lambda text: joined([block for block in blocks(text) if "deleteBook" not in block]).replace("DeleteBook, ", ""),
    ),
    Change(
        "operation renamed",
        lambda text: text.replace("getBook", "fetchBook")
        .replace("DeleteBook, GetBook", "DeleteBook, FetchBook")
        .replace("GetBook", "FetchBook"),
        function="fetchBook",
    ),
]
each_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
each_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
each_meeting = pytest.mark.parametrize(
    ("edit", "change", "layout"),
    [
        pytest.param(edit, change, layout, id=f"{edit.name}-{change.name}-{layout}")
        for edit in EDITS
        for change in CHANGES
        for layout in ("plain", "crlf", "tabs")
        if layout == "plain" or change.name in ("book, body", "operation renamed")
    ],
)
each_layout = pytest.mark.parametrize("layout", ["plain", "crlf", "tabs"])


def laid_out(text: str, layout: str) -> str:
    if layout == "crlf":
        return text.replace("\n", "\r\n")
    return (
        re.sub(r"^(?:  )+", lambda match: "\t" * (len(match[0]) // 2), text, flags=re.M) if layout == "tabs" else text
    )


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w$]+|[^\w\s]", text)


@each_meeting
def test_an_edit_meets_a_change(edit: Edit, change: Change, layout: str) -> None:
    """Every edit with every change: nothing of the user's is lost, the signature is new's, and nobody is asked."""
    yours, new = laid_out(edit.make(BASE), layout), change.make(BASE)
    renames = {"getBook": change.function} if change.function != "getBook" else {}
    merged = merge(PATH, BASE, yours, new, renames=renames)
    assert merged.clean and merged.how == "functions", merged
    for words in edit.stays:
        assert laid_out(words, layout) in merged.text
    text = merged.text.replace("\r\n", "\n")
    head = rf"\b{change.function}\b(?:: (\w+))?[^(]*\((?:async \()?\s*ctx[^{{]*"
    match = re.search(head + r"\{([^}]*)\}(?::\s*Asked)?([^{]*?),?\s*\)\s*(?:=>)? {\n", text)
    assert match, text
    wanted = edit.pattern(change.pattern)
    assert {word.strip() for word in match[2].split(",")} - {""} == {word.strip() for word in wanted.split(",")}
    assert words_of(match[3]) == words_of(edit.rest)
    assert match[1] == (None if edit.name == "function" else change.function[0].upper() + change.function[1:])
    assert_types(text)
    assert ("\r\n" in merged.text) == (layout == "crlf") and "\r\n" not in text
    wanted_names = set(functions(PATH, new)) | (set(functions(PATH, yours)) - set(functions(PATH, BASE)))
    assert set(functions(PATH, merged.text)) == wanted_names
    assert merge(PATH, BASE, merged.text, new, renames=renames).text == merged.text
    assert merge(PATH, new, merged.text, new).text == merged.text


def assert_types(text: str) -> None:
    """The types that handlers have are imported, and none twice."""
    imported = re.findall(r"\w+", " ".join(re.findall(r"import type \{([^}]*)\}", text)))
    assert len(imported) == len(set(imported))
    assert set(re.findall(r"^export const \w+: (\w+)", text, re.M)) <= set(imported)


def whats(result: Merged) -> list[tuple[str, str]]:
    return [(change.name, change.what) for change in result.changes]


def test_an_edited_handler_of_a_removed_operation_is_kept_with_its_type() -> None:
    yours = BASE.replace(HEAD + STUB, HEAD + BODY)
    new = joined([block for block in blocks(BASE) if "getBook" not in block]).replace("GetBook, ", "")
    result = merge(PATH, BASE, yours, new)
    assert result.text == yours and whats(result) == [("getBook", "kept")]


def test_a_handler_that_the_user_deleted_stays_deleted() -> None:
    yours = joined([block for block in blocks(BASE) if "getBook" not in block]).replace("GetBook, ", "")
    result = merge(PATH, BASE, yours, BASE.replace("verbose }", "wordy }"))
    assert result.text == yours and whats(result) == [("getBook", "absent")]


def test_a_renamed_parameter_keeps_its_name_in_the_body() -> None:
    yours = BASE.replace(HEAD + STUB, HEAD + BODY)
    new = BASE.replace("{ bookId, verbose }", "{ id, verbose }")
    result = merge(PATH, BASE, yours, new, parameters={"getBook": {"bookId": "id"}})
    assert result.text == yours.replace("{ bookId, verbose }", "{ id: bookId, verbose }")
    untold = merge(PATH, BASE, yours, new)
    assert untold.text == yours.replace("{ bookId, verbose }", "{ id, verbose }")
    assert ("getBook", "note") in whats(untold)


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        ("(ctx)", "(ctx, db = X)", "(ctx, { a })", "(ctx, { a }, db = X)"),
        ("(ctx, { a })", "(ctx)", "(ctx, { a, b })", "(ctx)"),
        ("(ctx, { a })", "()", "(ctx, { a, b })", "()"),
        ("(ctx)", "()", "(ctx, { a })", "()"),
        ("(ctx, { a })", "(ctx, args)", "(ctx, { a, b })", "(ctx, args)"),
        ("(ctx, { a })", "(_ctx, { a })", "(ctx, { a, b })", "(_ctx, { a, b })"),
        ("(ctx, { a })", "(ctx, {a, ...rest})", "(ctx, { a, b })", "(ctx, {a, b, ...rest})"),
        ("(ctx, { a, b })", "(ctx, { b })", "(ctx, { a, b, c })", "(ctx, { b, c })"),
        ("(ctx, { a, b })", "(ctx, { a: { x }, b = [1, 2] })", "(ctx, { a, c })", "(ctx, { a: { x }, c })"),
        ("(ctx, { a })", "(ctx, { a }: Own)", "(ctx, { b })", "(ctx, { b }: Own)"),
        ("(ctx, { a })", "(ctx, { a }, x?: number)", "(ctx)", "(ctx, x?: number)"),
        ("(ctx)", "ctx", "(ctx, { a })", "(ctx, { a })"),
    ],
)
def test_parameters(base: str, yours: str, new: str, expected: str) -> None:
    base, new = (f"export const f: F = async {words} => {{\n  throw new X();\n}};\n" for words in (base, new))
    result = merge("a.ts", base, f"export const f: F = async {yours} => {{\n  return 1;\n}};\n", new)
    assert result.text == f"export const f: F = async {expected} => {{\n  return 1;\n}};\n" and result.clean


def test_a_body_that_both_changed_is_a_conflict_of_the_body_alone() -> None:
    base = "/** A. */\nexport function app(a: A): B {\n  one();\n  two();\n  three();\n}\n"
    result = merge(
        "a.ts",
        base,
        base.replace("two()", "mine()").replace("A.", "Mine."),
        base.replace("two()", "theirs()").replace("a: A", "a: A, c: C"),
    )
    assert result.text == (
        "/** Mine. */\nexport function app(a: A, c: C): B {\n  one();\n"
        "<<<<<<< yours\n  mine();\n||||||| base\n  two();\n=======\n"
        "  theirs();\n>>>>>>> generated\n  three();\n}\n"
    )
    assert result.conflicts[0] == ("app", "body", 4)


def test_members_are_merged_one_by_one() -> None:
    base = """export interface Context {
  /** One. */
  one: string;
  two?: number;
}

export class Own {
  a = 1;

  run(x: number) {
    return x;
  }
}
"""
    yours = base.replace("  two", "  // mine\n  database: Database;\n  two").replace("return x", "return x + 1")
    new = (
        base.replace("two?: number", "two: number")
        .replace("  /** One", "  zero: Z;\n  /** One")
        .replace("run(x: number)", "run(x: string)")
    )
    result = merge("a.ts", base, yours, new)
    assert result.clean
    assert result.text == yours.replace("two?: number", "two: number").replace(
        "  /** One", "  zero: Z;\n  /** One"
    ).replace("x: number", "x: string")


def test_an_import_that_the_user_still_needs_stays() -> None:
    base = 'import { a, b } from "./x.ts";\nimport "./side.ts";\n\nexport const f = () => a(b);\n'
    yours = (
        base.replace("import {", "import own, * as all from 'own';\nimport {") + "\nexport const g = () => b + all;\n"
    )
    new = 'import { a } from "./x.ts";\nimport c, { d as e } from "./y.ts";\nimport "./other.ts";\n\n'
    new += "export const f = () => a(c, e);\n"
    result = merge("a.ts", base, yours, new)
    assert result.clean and 'import { a, b } from "./x.ts";\n' in result.text and "own, * as all" in result.text
    assert "import c, { d as e } from" in result.text and "./other.ts" in result.text and "./side.ts" not in result.text


def test_types_imported_name_by_name() -> None:
    yours = BASE.replace(
        "import type { DeleteBook, GetBook, ListBooks, UploadCover }",
        "import { type DeleteBook, type GetBook, type ListBooks, type UploadCover }",
    )
    yours = yours.replace(HEAD + STUB, HEAD + BODY)
    text = merge(PATH, BASE, yours, CHANGES[5].make(BASE)).text
    assert re.search(r"import \{\s*type AddBook,\s*type DeleteBook,", text) and text.count("operations/books") == 1


@each_layout
@each_change
def test_an_untouched_file_is_new_s_bytes(change: Change, layout: str) -> None:
    new = change.make(BASE)
    renames = {"getBook": change.function} if change.function != "getBook" else {}
    result = merge(PATH, BASE, laid_out(BASE, layout), new, renames=renames)
    assert result.text == laid_out(new, layout) and result.clean


@each_edit
def test_nothing_changed(edit: Edit) -> None:
    assert merge(PATH, BASE, edit.make(BASE), BASE) == Merged(edit.make(BASE), how="same")


def test_other_letters() -> None:
    yours = BASE.replace(HEAD, "const größe = '日本 🎈'; // ä\n" + HEAD.replace("verbose }", "verbose = '🎈' }"))
    result = merge(PATH, BASE, yours, BASE.replace("bookId, verbose", "id, verbose"))
    assert result.clean and result.text == yours.replace("bookId, verbose", "id, verbose")


@pytest.mark.parametrize("broken", ["const = ;\n", "<<<<<<< yours\n", "function (\n"])
def test_what_is_no_typescript_is_merged_by_line(broken: str) -> None:
    result = merge(PATH, BASE, BASE + broken, BASE.replace("Get one", "Get a"))
    assert result.how == "text" and result.text == BASE.replace("Get one", "Get a") + broken


def test_elements_are_read_in_tsx() -> None:
    base = "export const Page: P = ({ a }) => {\n  return <p>{a}</p>;\n};\n"
    result = merge("a.tsx", base, base.replace("<p>", "<p id='x'>"), base.replace("{ a }", "{ a, b }"))
    assert result.clean and result.text == base.replace("<p>", "<p id='x'>").replace("{ a }", "{ a, b }")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('f("a", 1);', "f('a', 1)"),
        ("const a = [1, 2];", "const a = [\n  1,\n  2,\n]"),
        ("type A = 'x' | 'y';", 'type A =\n  | "x"\n  | "y";'),
        ("const f = (x) => x;", "const f = x => x"),
        ("const a = { 'b': 1 };", "const a = {b: 1}"),
        ("x = (a * b) + c;", "x = a * b + c"),
        ('x = `"a" ${b ?? "c"}`;', "x = `\"a\" ${b ?? 'c'}`"),
        ("interface A { a: 1; b: 2 }", "interface A {\n  a: 1,\n  b: 2,\n}"),
    ],
)
def test_layout_is_no_edit(left: str, right: str) -> None:
    first, second = (TypeScript().parse(text + "\n") for text in (left, right))
    assert first and second
    assert first.items[0].meaning.get() == second.items[0].meaning.get()


@pytest.mark.parametrize(
    ("left", "right"),
    [("x = (a + b) * c", "x = a + b * c"), ("f([a,,b])", "f([a,b])"), ("f(`a b`)", "f(`a  b`)"), ("f('a')", "f('b')")],
)
def test_another_meaning_is_an_edit(left: str, right: str) -> None:
    first, second = (TypeScript().parse(text + "\n") for text in (left, right))
    assert first and second
    assert first.items[0].meaning.get() != second.items[0].meaning.get()


def test_a_handler_in_another_file_is_followed() -> None:
    moved = (
        'import type { GetBook } from "../../generated/operations/books.ts";\n'
        'import { BookNotFound } from "./own.ts";\n\n' + HEAD + BODY
    )
    rest = joined([block for block in blocks(BASE) if "getBook" not in block]).replace("GetBook, ", "")
    place = "src/handlers/books/one.ts"
    assert follow(["getBook"], {PATH: rest, place: moved}, skip=[PATH]) == {"getBook": place}
    new = (
        BASE.replace("getBook", "fetchBook").replace("GetBook", "FetchBook").replace("bookId, verbose", "bookId, wordy")
    )
    result = merge_moved(PATH, BASE, moved, new, names=["getBook"], at=place, renames={"getBook": "fetchBook"})
    assert result.clean and BODY in result.text
    assert result.text.startswith('import type { FetchBook } from "../../generated/operations/books.ts";\n')
    assert "export const fetchBook: FetchBook = async (ctx, { bookId, wordy }) => {\n" in result.text
    there = merge(PATH, BASE, rest, new, renames={"getBook": "fetchBook"})
    assert "fetchBook" not in there.text and there.clean


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("@/handlers/books.ts", "src/shop/books.ts", "@/shop/books.ts"),
        ("@/handlers/books.ts", "lib/books.ts", "../../../lib/books.ts"),
        ("../../../src/handlers/books.ts", "lib/books.ts", "../../../lib/books.ts"),
        ("@/handlers/books.tsx", "lib/books.ts", "@/handlers/books.tsx"),
        ("~/handlers/books.ts", "lib/books.ts", "~/handlers/books.ts"),
    ],
)
def test_what_is_generated_follows_a_file_that_was_moved(before: str, place: str, after: str) -> None:
    route = 'import * as handlers from "{}";\n'
    made = rewired("app/api/books/route.ts", route.format(before), {PATH: place}, {"@/": "src/"})
    assert made == route.format(after)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**9))
def test_edited_handlers_of_any_kind(seed: int) -> None:
    file = case(seed, "typescript", 4)
    result = merge(file.path, file.base, file.yours, file.new, renames=file.renames)
    assert result.clean and not check(file, result.text)
    assert merge(file.path, file.new, result.text, file.new).text == result.text
    assert merge(file.path, file.base, file.base, file.new, renames=file.renames).text == file.new


PAGE = """\
export default function Page() {
  return (
    <p>
      <a href="/docs">Documentation</a>, <a href="/openapi.json">description</a> of
      what is here
    </p>
  );
}
"""
FORMATTED = """\
export default function Page() {
    return (
        <p>
            <a href='/docs'>Documentation</a>,{' '}
            <a href='/openapi.json'>description</a>{" of what "}
            is here
        </p>
    )
}
"""


def test_words_in_elements_are_the_same_however_their_lines_are_broken() -> None:
    assert same("page.tsx", PAGE, FORMATTED)
    for old, new in (("is here", "is there"), (",{' '}", ","), ("<p>", "<p id='p'>"), ("is here", "is {here}")):
        assert not same("page.tsx", PAGE, FORMATTED.replace(old, new))
    changed = PAGE.replace("is here", "was there")
    assert merge("page.tsx", PAGE, FORMATTED, changed).text.split() == changed.split()


def test_layout_is_no_edit_of_values() -> None:
    base, new = '{ "a": [1, 2], "b": true }\n', '{ "a": [1, 2, 3], "b": true }\n'
    yours = '{\n    "a": [\n        1, 2\n    ],\n    "b": true\n}\n'
    assert same("tsconfig.json", base, yours) and merge("tsconfig.json", base, yours, new).text == new
    assert not same("tsconfig.json", base, yours.replace("true", "false"))
    assert not same("notes.txt", "a b", "a  b") and same("notes.txt", "a\n", "a\r\n")


PIECES = st.lists(
    st.sampled_from(
        [
            "export const a = () => {\n  return 1;\n};",
            "function a(x) {\n  return 2;\n}",
            "const b = 1;",
            "// c",
            'import d from "d";',
            'import { e, f as g } from "h";',
            "class H {\n  i = 1;\n\n  j() {}\n}",
            "f(d)",
            "/** k */",
            "export { a } from './z'",
            "export default 3",
        ]
    ),
    max_size=7,
).map(lambda pieces: "".join(piece + "\n\n" for piece in pieces))


@settings(deadline=None)
@given(PIECES, PIECES, PIECES)
def test_whatever_the_three_are(base: str, yours: str, new: str) -> None:
    """No exception, code that can be read, each line that only the user has still there."""
    result = merge("a.ts", base, yours, new)
    for line in set(yours.split("\n")) - set(base.split("\n")) - {""}:
        assert line.strip() in result.text or line.startswith("import"), line
    assert merge("a.ts", base, base, new).text == new
    assert merge("a.ts", base, yours, base).text == yours
    assert merge("a.ts", new, result.text, new).text == result.text


DECLARED = """\
import { NotImplemented } from "../generated/core/problems.ts";
import type { GetBook } from "../generated/operations/books.ts";

export async function getBook(
  ctx: Parameters<GetBook>[0],
  { bookId }: Parameters<GetBook>[1],
): ReturnType<GetBook> {
  return load(ctx, bookId);
}
"""
WRITTEN = """\
import { NotImplemented } from "../generated/core/problems.ts";
import type { GetBook } from "../generated/operations/books.ts";

export const getBook: GetBook = async (ctx, { bookId }) => {
  throw new NotImplemented("getBook");
};
"""


def test_a_declaration_goes_by_the_new_names() -> None:
    new = WRITTEN.replace("getBook", "fetchBook").replace("GetBook", "FetchBook").replace("{ bookId }", "{ id, deep }")
    names = {"getBook": "fetchBook"}
    result = merge("h.ts", WRITTEN, DECLARED, new, renames=names, parameters={"getBook": {"bookId": "id"}})
    assert result.clean and "GetBook" not in result.text
    assert "export async function fetchBook(\n  ctx: Parameters<FetchBook>[0],\n  { id: bookId, deep }" in result.text
    assert "import type { FetchBook } from" in result.text and "): ReturnType<FetchBook> {" in result.text


def test_input_taken_as_a_whole_is_no_loss_of_parameters() -> None:
    yours = WRITTEN.replace("{ bookId }", "input").replace("throw new NotImplemented(", "return load(input.bookId, ")
    result = merge("h.ts", WRITTEN, yours, WRITTEN.replace("{ bookId }", "{ bookId, deep }"))
    assert result.text == yours and not [change for change in result.changes if change.what == "note"]


def test_a_file_hands_functions_on_by_their_new_names() -> None:
    text = """import { getBook, listBooks as all } from "./getBook.ts";
export { getBook, listBooks } from "./getBook.ts";
export const mine = { getBook: "getBook" };
export class Deps {
  getBook = 1;
}
export interface Needs { getBook: 1 }
"""
    made = handing("a.ts", text, {"getBook": "fetchBook"})
    assert made == text.replace("{ getBook,", "{ fetchBook,")
    made = handing("a.ts", text, {"getBook": "", "listBooks": ""})
    assert made == text[text.index("export const mine") :]
    assert handing("a.ts", text, {"getBook": ""}) == text.replace("getBook, listBooks", "listBooks")
    mixed = 'import own, {\n  getBook,\n} from "./getBook.ts";\nimport type { A } from "./a.ts";\n'
    assert (
        handing("a.ts", mixed, {"getBook": ""}) == 'import own from "./getBook.ts";\nimport type { A } from "./a.ts";\n'
    )
    assert handing("a.ts", mixed, {"A": ""}) == mixed.split("import type")[0]


def test_a_function_that_is_gone_but_is_exported_by_another_name_is_told() -> None:
    base, new = "export const a = () => 1;\nexport const b = 1;\n", "export const b = 1;\n"
    yours = f"const c = () => 2;\nexport {{ c as a }};\n{new}"
    found = merge("x.ts", base, yours, new)
    assert found.text == yours and [(each.name, each.what) for each in found.changes] == [("a", "note")]
