"""The merge of Python files: each edit of a user's against each change of a description."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.edited import case, check
from scaffold.merge import (
    Merged,
    follow,
    functions,
    handing,
    imports,
    merge,
    merge_moved,
    repackaged,
    rewired,
    without_types,
)

PATH = "shop/handlers/books.py"
BASE = '''"""The catalogue."""

from __future__ import annotations

import datetime

from shop.context import Context
from shop.generated import models
from shop.generated.results import books as results


async def list_books(
    ctx: Context,
    *,
    limit: int = 20,
    since: datetime.date | None = None,
) -> models.BookPage:
    """List books, newest first"""
    raise NotImplementedError


async def get_book(ctx: Context, *, book_id: int, verbose: bool = False) -> models.Book:
    """Get one book"""
    raise NotImplementedError


async def delete_book(ctx: Context, *, book_id: int) -> None:
    """Remove a book"""
    raise NotImplementedError


async def upload_cover(ctx: Context, *, book_id: int, body: bytes) -> results.UploadCoverOk:
    """Upload the cover"""
    raise NotImplementedError
'''
GET = "async def get_book(ctx: Context, *, book_id: int, verbose: bool = False) -> models.Book:\n"
STUB = '    """Get one book"""\n    raise NotImplementedError\n'
BODY = '''    """Get one book"""
    # straight from the shelf
    book = await ctx.resources.shelf.get(book_id, verbose)

    if book is None:
        raise KeyError(book_id)  # answers 404
    return book
'''


@dataclass(frozen=True)
class Edit:
    """What a user does, and what must be in the file after every merge."""

    name: str
    make: Callable[[str], str]
    stays: tuple[str, ...]
    extra: str = ""


def swap(old: str, new: str) -> Callable[[str], str]:
    def make(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return make


def blocks(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n\n\n")


def reorder(text: str) -> str:
    head, *rest = blocks(text)
    return "\n\n\n".join([head, *reversed(rest)]) + "\n"


def reformat(text: str) -> str:
    return (
        text.replace('"""List', "'''List")
        .replace('first"""', "first'''")
        .replace(GET, GET.replace("(", "(\n ").replace(", *", ",\n *"))
    )


EDITS = [
    Edit("body", swap(GET + STUB, GET + BODY), (BODY,)),
    Edit("docstring", swap('"""Get one book"""', '"""Get one book.\n\n    Or two.\n    """'), ("    Or two.\n",)),
    Edit(
        "decorator",
        swap(GET, "@traced(level=2)  # slow\n@cached\n" + GET),
        ("@traced(level=2)  # slow\n@cached\nasync def",),
    ),
    Edit(
        "parameter", swap("verbose: bool = False)", "verbose: bool = False, db: Session = DB)"), (), "db: Session = DB"
    ),
    Edit("default", swap("verbose: bool = False", "verbose: bool = True"), ()),
    Edit("context", swap("get_book(ctx: Context,", "get_book(ctx: shop.MyContext,"), ("ctx: shop.MyContext",)),
    Edit("above", swap(GET, "def price(book):\n    return 3\n\n\n" + GET), ("def price(book):\n    return 3\n\n\n",)),
    Edit("below", swap(GET + STUB, GET + BODY + "\n\nSHELF = 3  # how many\n"), (BODY, "\n\nSHELF = 3  # how many\n")),
    Edit("imports", swap("import datetime\n", "import datetime\nimport logging\n"), ("import logging\n",)),
    Edit(
        "own import of ours",
        swap("from shop.generated import models", "from shop.generated import errors, models"),
        ("errors",),
    ),
    Edit(
        "comment between",
        swap(GET, "# --- one book ---\n# and no more\n\n\n" + GET),
        ("# --- one book ---\n# and no more\n\n\n",),
    ),
    Edit("comment above", swap(GET, "# careful\n" + GET), ("# careful\nasync def",)),
    Edit(
        "comment in signature",
        swap("    limit: int = 20,", "    # at most 100\n    limit: int = 20,  # a page"),
        ("# at most 100\n", "# a page\n"),
    ),
    Edit(
        "comment for a linter",
        swap(
            "async def list_books(\n    ctx: Context,",
            "async def list_books(  # noqa: PLR0913\n    ctx: Context,  # mine",
        ),
        ("async def list_books(  # noqa: PLR0913\n    ctx: Context,  # mine\n",),
    ),
    Edit("reordered", reorder, ()),
    Edit("layout", reformat, ()),
    Edit("sync", swap("async def get_book", "def get_book"), ("\ndef get_",)),
    Edit("last line", lambda text: text.removesuffix("\n"), ()),
    Edit(
        "header",
        swap('"""The catalogue."""\n', '#!/usr/bin/env python\n# Copyright us\n"""The catalogue."""\n'),
        ("#!/usr/bin/env python\n# Copyright us\n",),
    ),
]


@dataclass(frozen=True)
class Change:
    """What the description does: the new text, the signature of `get_book` (or its new name) then, and renames."""

    name: str
    make: Callable[[str], str]
    params: str = "book_id: int, verbose: bool = False"
    returns: str = "models.Book"
    function: str = "get_book"
    renames: tuple[tuple[str, str], ...] = ()


def signature(params: str, returns: str = "models.Book", name: str = "get_book") -> Callable[[str], str]:
    line = f"async def {name}(ctx: Context, *, {params}) -> {returns}:\n"
    if len(line) > 88:
        line = (
            "(\n    ".join([f"async def {name}", ",\n    ".join(["ctx: Context", "*", *params.split(", ")])])
            + f",\n) -> {returns}:\n"
        )
    return swap(GET, line)


NEW = '''async def add_book(ctx: Context, *, body: models.BookInput) -> models.Book:
    """Add"""
    raise NotImplementedError
'''
CHANGES = [
    Change(
        "added",
        signature("book_id: int, verbose: bool = False, lang: str | None = None"),
        "book_id: int, verbose: bool = False, lang: str | None = None",
    ),
    Change("removed", signature("book_id: int"), "book_id: int"),
    Change("renamed", signature("book_id: int, wordy: bool = False"), "book_id: int, wordy: bool = False"),
    Change("retyped", signature("book_id: str, verbose: bool = False"), "book_id: str, verbose: bool = False"),
    Change("required", signature("book_id: int, verbose: bool"), "book_id: int, verbose: bool"),
    Change(
        "body",
        signature("book_id: int, verbose: bool = False, body: models.Wish"),
        "book_id: int, verbose: bool = False, body: models.Wish",
    ),
    Change(
        "returns", signature("book_id: int, verbose: bool = False", "results.GetBookOk"), returns="results.GetBookOk"
    ),
    Change(
        "all", signature("book: str, body: bytes", "results.GetBookOk"), "book: str, body: bytes", "results.GetBookOk"
    ),
    Change("operation added", swap("async def delete_book", NEW + "\n\nasync def delete_book")),
    Change(
        "operation removed",
        lambda text: "\n\n\n".join(block for block in blocks(text) if "delete_book" not in block) + "\n",
    ),
    Change(
        "operation renamed",
        signature("book_id: int, verbose: bool = False", name="fetch_book"),
        function="fetch_book",
        renames=(("get_book", "fetch_book"),),
    ),
    Change(
        "import",
        lambda text: text.replace("import datetime\n", "from uuid import UUID\n").replace("datetime.date", "UUID"),
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
        if layout == "plain" or change.name in ("all", "operation renamed")
    ],
)
each_layout = pytest.mark.parametrize("layout", ["plain", "crlf", "tabs"])


def laid_out(text: str, layout: str) -> str:
    if layout == "crlf":
        return text.replace("\n", "\r\n")
    return (
        re.sub(r"^(?:    )+", lambda match: "\t" * (len(match[0]) // 4), text, flags=re.M) if layout == "tabs" else text
    )


def signature_of(text: str, name: str) -> str:
    """A function's parameters and what it returns, without layout."""
    node = next(node for node in ast.parse(text).body if getattr(node, "name", "") == name)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns
    return f"{ast.unparse(node.args)} -> {ast.unparse(node.returns)}"


@each_meeting
def test_an_edit_meets_a_change(edit: Edit, change: Change, layout: str) -> None:
    """Every edit with every change: nothing of the user's is lost, the signature is new's, and nobody is asked."""
    yours, new = laid_out(edit.make(BASE), layout), change.make(BASE)
    merged = merge(PATH, BASE, yours, new, renames=dict(change.renames))
    assert merged.clean and merged.how == "functions", merged
    for words in edit.stays:
        assert (
            laid_out(words, layout).replace("get_", f"{change.function[:-4]}") in merged.text
            or laid_out(words, layout) in merged.text
        )
    params = change.params + (f", {edit.extra}" if edit.extra else "")
    if edit.name == "default":
        params = params.replace("verbose: bool = False", "verbose: bool = True")
        if change.name == "removed":  # the user's own parameter from now on
            params += ", verbose: bool = True"
        elif change.name == "all":
            params = "book: str, verbose: bool = True, body: bytes"
        elif change.name == "renamed":
            params = params.replace("wordy: bool = False", "wordy: bool = True")
        elif change.name == "required":
            params = params.replace("verbose: bool", "verbose: bool = True")
    got = signature_of(merged.text.replace("\r\n", "\n"), change.function)
    ctx = "ctx: shop.MyContext" if edit.name == "context" else "ctx: Context"
    expected = f"async def f({ctx}, *, {params}) -> {change.returns}: pass"
    assert sorted(got.split(", ")) == sorted(signature_of(expected, "f").split(", ")) or sets(got) == sets(
        signature_of(expected, "f")
    )
    assert_names(merged.text)
    assert ("\r\n" in merged.text) == (layout == "crlf") and "\r\n" not in merged.text.replace("\r\n", "")
    present = [name for name in functions(PATH, merged.text)]
    wanted = set(functions(PATH, new)) | (set(functions(PATH, yours)) - set(functions(PATH, BASE)))
    assert set(present) == wanted
    assert merge(PATH, BASE, merged.text, new, renames=dict(change.renames)).text == merged.text
    assert merge(PATH, new, merged.text, new).text == merged.text


def sets(text: str) -> set[str]:
    arguments, returns = text.rsplit(" -> ", 1)
    return {returns, *re.split(r",\s*(?![^\[]*\])", arguments)}


def assert_names(text: str) -> None:
    """What the generated code needs is imported, and nothing twice."""
    module = ast.parse(text.replace("\r\n", "\n"))
    bound = [
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    assert len(bound) == len(set(bound)), bound
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    assert not (used & {"datetime", "UUID", "models", "results", "Context"}) - set(bound)


def merged(base: str, yours: str, new: str, **more: dict[str, str]) -> Merged:
    return merge("a.py", base, yours, new, **more)  # type: ignore[arg-type]


def whats(result: Merged) -> list[tuple[str, str]]:
    return [(change.name, change.what) for change in result.changes]


# Items come and go


def test_an_edited_handler_of_a_removed_operation_is_kept_with_its_imports() -> None:
    yours = BASE.replace(
        '-> results.UploadCoverOk:\n    """Upload the cover"""\n    raise NotImplementedError',
        "-> results.UploadCoverOk:\n    return 1",
    )
    new = "\n\n\n".join(blocks(BASE)[:-1]).replace("from shop.generated.results import books as results\n", "") + "\n"
    result = merged(BASE, yours, new)
    assert result.text == yours and ("upload_cover", "kept") in whats(result)


def test_a_handler_that_the_user_deleted_stays_deleted() -> None:
    yours = "\n\n\n".join(block for block in blocks(BASE) if "get_book" not in block) + "\n"
    result = merged(BASE, yours, BASE.replace("verbose: bool", "wordy: bool"))
    assert result.text == yours and whats(result) == [("get_book", "absent")]


def test_a_removed_helper_that_the_user_calls_is_kept() -> None:
    base = "def helper():\n    return 1\n\n\ndef main():\n    return helper()\n"
    yours = base + "\n\ndef mine():\n    return helper()\n"
    result = merged(base, yours, "def main():\n    return 1\n")
    assert "def helper" in result.text and ("helper", "kept") in whats(result)
    assert "def main():\n    return 1\n" in result.text


def test_new_handlers_stand_beside_their_neighbours_where_the_user_has_put_these() -> None:
    base = "def a(): ...\n\n\ndef b(): ...\n\n\ndef c(): ...\n"
    yours = "def c(): ...\n\n\ndef own(): ...\n\n\ndef a(): ...\n\n\ndef b():\n    return 2\n"
    new = "def zero(): ...\n\n\ndef a(): ...\n\n\ndef a2(): ...\n\n\ndef b(): ...\n\n\ndef c(): ...\n\n\ndef d(): ...\n"
    result = merged(base, yours, new)
    assert list(functions("a.py", result.text)) == ["c", "d", "own", "zero", "a", "a2", "b"]


def test_a_new_handler_that_comes_first_stands_below_what_is_above_the_others() -> None:
    yours = BASE.replace("\n\n\nasync def list", "\n\nlog = print\n\n\nasync def list").replace(STUB, BODY)
    first = 'async def add_book(ctx: Context) -> None:\n    """Add a book"""\n    raise NotImplementedError\n'
    new = BASE.replace("\n\n\nasync def list", f"\n\n\n{first}\n\nasync def list")
    text = merge(PATH, BASE, yours, new).text
    assert text == yours.replace("\n\n\nasync def list", f"\n\n\n{first}\n\nasync def list")


def test_a_namesake_of_the_new_name_is_left_and_told() -> None:
    yours = BASE.replace(STUB, BODY) + "\n\ndef fetch_book() -> int:\n    return 1\n"
    result = merge(PATH, BASE, yours, BASE.replace("get_book", "fetch_book"), renames={"get_book": "fetch_book"})
    assert result.text == yours.replace("async def get_book", "async def fetch_book")
    assert [change.name for change in result.changes if "goes by the name" in change.detail] == ["fetch_book"]


def test_what_lists_names_does_not_keep_a_handler_and_loses_it() -> None:
    listed = '\n\n__all__ = ["get_book", "delete_book"]\n'
    new = BASE.replace(BASE[BASE.index("async def delete") : BASE.index("async def upload")], "")
    assert merge(PATH, BASE, BASE + listed, new).text == new + listed.replace(', "delete_book"', "")
    kept = f"{listed}drop = delete_book\n"
    assert merge(PATH, BASE, BASE + kept, new).text == BASE + kept


def test_names_that_change_places() -> None:
    base = "def a():\n    raise X\n\n\ndef b():\n    raise X\n"
    yours = "def a():\n    return 'a'\n\n\ndef b():\n    return 'b'\n"
    new = "def b():\n    raise X\n\n\ndef a():\n    raise X\n"
    result = merged(base, yours, new, renames={"a": "b", "b": "a"})
    assert result.text == "def b():\n    return 'a'\n\n\ndef a():\n    return 'b'\n"


def test_a_new_operation_takes_the_old_name_of_a_renamed_one() -> None:
    base = "def a():\n    raise X\n"
    new = "def b():\n    raise X\n\n\ndef a(x):\n    raise X\n"
    result = merged(base, "def a():\n    return 1\n", new, renames={"a": "b"})
    assert result.text == "def b():\n    return 1\n\n\ndef a(x):\n    raise X\n"


def test_the_user_wrote_what_the_description_brings() -> None:
    new = BASE + "\n\n" + NEW
    yours = BASE + "\n\n" + NEW.replace("raise NotImplementedError", "return 1")
    result = merged(BASE, yours, new)
    assert result.clean and result.text == yours
    other = merged(BASE, yours.replace("body: models.BookInput", "body: int"), new)
    assert [conflict.part for conflict in other.conflicts] == ["parameters"]


# Conflicts are about the part that both changed


def test_a_type_that_both_changed_is_a_conflict_of_the_header_alone() -> None:
    yours = BASE.replace(GET + STUB, GET.replace("book_id: int", "book_id: BookId") + BODY)
    new = BASE.replace(GET, GET.replace("book_id: int", "book_id: str"))
    result = merged(BASE, yours, new)
    header = (
        f"<<<<<<< yours\n{GET.replace('book_id: int', 'book_id: BookId')}||||||| base\n{GET}=======\n"
        f"{GET.replace('book_id: int', 'book_id: str')}>>>>>>> generated\n"
    )
    assert result.text == yours.replace(GET.replace("book_id: int", "book_id: BookId"), header)
    (conflict,) = result.conflicts
    assert conflict[:2] == ("get_book", "parameters")
    assert result.text.split("\n")[conflict.line - 1] == "<<<<<<< yours"
    assert ("get_book", "conflict") in whats(result)


def test_three_conflicts_in_one_file_are_three() -> None:
    yours, new = BASE, BASE
    for name in ("List books, newest first", "Get one book", "Remove a book"):
        yours, new = yours.replace(name, f"My {name}"), new.replace(name, f"Their {name}")
    result = merged(BASE, yours, new)
    assert [conflict[:2] for conflict in result.conflicts] == [
        (name, "docstring") for name in ("list_books", "get_book", "delete_book")
    ]
    assert result.text.count(">>>>>>> generated") == 3
    lines = result.text.split("\n")
    assert all(lines[conflict.line - 1] == "<<<<<<< yours" for conflict in result.conflicts)


def test_the_statements_of_a_body_are_merged_one_by_one() -> None:
    base = "def app():\n    one()\n    two(a=1)\n    three()\n    return x\n"
    yours = base.replace("    one()\n", "    one()\n    mine()\n").replace("three()", "three(  )  # why")
    new = base.replace("two(a=1)", "two(a=2)").replace("    return", "    four()\n    return")
    result = merged(base, yours, new)
    assert (
        result.text
        == "def app():\n    one()\n    mine()\n    two(a=2)\n    three(  )  # why\n    four()\n    return x\n"
    )
    clash = merged(base, base.replace("a=1", "a=7"), base.replace("a=1", "a=2"))
    assert clash.text == base.replace(
        "    two(a=1)\n",
        "<<<<<<< yours\n    two(a=7)\n||||||| base\n    two(a=1)\n=======\n    two(a=2)\n>>>>>>> generated\n",
    )
    assert clash.conflicts[0][:2] == ("app", "body")


def test_members_of_a_class_are_merged_one_by_one() -> None:
    base = '''@dataclass
class Settings:
    """How it runs."""

    host: str = "a"
    port: int = 1
    """The port."""

    def env(self):
        return 1
'''
    yours = (
        base.replace("    port", "    # mine\n    database: str\n    port").replace("return 1", "return 2")
        + "\n    def own(self):\n        pass\n"
    )
    new = base.replace("port: int = 1", "port: int = 2").replace(
        "    host: str", "    mock: bool = False\n    host: str"
    )
    result = merged(base, yours, new)
    assert result.clean
    assert result.text == yours.replace("port: int = 1", "port: int = 2").replace(
        "    host", "    mock: bool = False\n    host"
    )
    assert ("Settings.mock", "created") in whats(result)


# Imports


def test_an_import_that_the_user_still_needs_stays() -> None:
    yours = BASE.replace(STUB, STUB.replace("raise NotImplementedError", "return datetime.date.today()"))
    new = BASE.replace("import datetime\n", "from uuid import UUID\n").replace("datetime.date", "UUID")
    result = merged(BASE, yours, new)
    assert "import datetime\nfrom uuid import UUID\n\nfrom shop.context" in result.text
    assert merged(BASE, BASE.replace("STUB", ""), new).text == new


def test_an_import_that_the_user_took_out_comes_back_when_it_is_needed() -> None:
    yours = BASE.replace("import datetime\n\n", "").replace("    since: datetime.date | None = None,\n", "")
    new = BASE.replace("verbose: bool = False", "verbose: datetime.date | None = None")
    assert "import datetime\n" in merged(BASE, yours, new).text
    assert "import datetime\n" not in merged(BASE, yours, BASE.replace("verbose: bool", "verbose: str")).text


def test_names_join_the_user_s_statement_in_the_user_s_layout() -> None:
    base = "from m import (\n    a,\n    c,\n)\n\nx = a(c)\n"
    yours = "import os\nfrom m import (\n  a,\n  c,\n  mine,\n)\n\nx = a(c, mine)\n"
    result = merged(base, yours, "from m import (\n    a,\n    b,\n    c,\n)\n\nx = a(c)\ny = b\n")
    assert "from m import (\n  a,\n  b,\n  c,\n  mine,\n)\n" in result.text


def test_another_module_gives_the_same_name() -> None:
    new = BASE.replace("import books as results", "import library as results").replace("Get one book", "Get it")
    yours = BASE.replace(STUB, BODY).replace("import datetime", "import datetime\nimport logging")
    text = merged(BASE, yours, new).text
    assert "import library as results\n" in text and "import books as results" not in text


# Parameters


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        ("ctx", "ctx, db=X", "ctx, *, a: int", "ctx, db=X, *, a: int"),
        ("ctx, *, a: int", "ctx, *, a: int, db=X", "ctx", "ctx, *, db=X"),
        ("ctx, *, a: int", "ctx, a: int", "ctx, *, a: int, b: int", "ctx, a: int, *, b: int"),
        ("ctx, *, a: int", "ctx, *args, a: int, **kw", "ctx, *, a: int, b: int", "ctx, *args, a: int, b: int, **kw"),
        ("ctx, *, a: int, b: int", "ctx, *, b: int, a: int", "ctx, *, a: str, b: int", "ctx, *, b: int, a: str"),
        ("ctx, *, a: int", "ctx, *, a: int = 3", "ctx, *, a: str", "ctx, *, a: str = 3"),
        ("ctx, *, a=lambda x, y: {1: 2}", "ctx, *, a=lambda x, y: {1: 2}, z='),('", "ctx, *, b", "ctx, *, z='),(', b"),
        ("ctx, *, a: int = 1", "ctx, *, a: 'int' = 1", "ctx, *, b: int = 1", "ctx, *, b: 'int' = 1"),
        ("self", "self, /, x", "self, y=1", "self, /, x, y=1"),
    ],
)
def test_parameters(base: str, yours: str, new: str, expected: str) -> None:
    result = merged(f"def f({base}):\n    pass\n", f"def f({yours}):\n    return 1\n", f"def f({new}):\n    pass\n")
    assert result.text == f"def f({expected}):\n    return 1\n"


def test_a_parameter_that_the_body_still_names_is_told() -> None:
    yours = BASE.replace(GET + STUB, GET + BODY)
    result = merged(BASE, yours, signature("book_id: int")(BASE))
    assert [change.detail for change in result.changes if change.what == "note"] == [
        "your code says verbose, which is no parameter any more"
    ]


def test_a_renamed_parameter_keeps_its_name_in_the_body() -> None:
    yours = BASE.replace(GET + STUB, GET + BODY)
    new = signature("isbn: str, verbose: bool = False")(BASE)
    told = {"get_book": {"book_id": "isbn"}}
    result = merge(PATH, BASE, yours, new, parameters=told)
    expected = yours.replace("book_id: int", "isbn: str", 1).replace(
        "    # straight", "    book_id = isbn\n    # straight"
    )
    assert [line for line in BODY.split("\n") if line not in result.text] == []
    assert "    book_id = isbn\n    # straight from" in result.text and "isbn: str, verbose" in result.text
    assert len(result.text) == len(expected) and result.clean
    assert merge(PATH, BASE, result.text, new, parameters=told).text == result.text
    idle = BASE.replace(STUB, STUB.replace("raise NotImplementedError", "return verbose  # book_id"))
    assert "book_id = isbn" not in merge(PATH, BASE, idle, new, parameters=told).text


# Files as a whole


@each_edit
def test_nothing_changed(edit: Edit) -> None:
    yours = edit.make(BASE)
    assert merge(PATH, BASE, yours, BASE) == Merged(yours, how="same")


@each_layout
@each_change
def test_an_untouched_file_is_new_s_bytes(change: Change, layout: str) -> None:
    new = change.make(BASE)
    result = merge(PATH, BASE, laid_out(BASE, layout), new, renames=dict(change.renames))
    assert result.text.replace("\t", "    ") == laid_out(new, "plain" if layout == "tabs" else layout)
    assert result.clean and result.changes


def test_line_ends_that_are_mixed_stay_where_they_are() -> None:
    yours = BASE.replace(STUB, BODY).replace("\n", "\r\n", 12)
    text = merged(BASE, yours, BASE.replace("Remove a book", "Remove one")).text
    assert text == yours.replace("Remove a book", "Remove one")


def test_other_letters_and_a_mark_at_the_start() -> None:
    yours = "\ufeff" + BASE.replace(GET, "größe = '日本 🎈'  # ä\n\n\n" + GET.replace("verbose", "é='🎈', verbose"))
    result = merged(BASE, yours, BASE.replace("verbose: bool = False", "wordy: int"))
    assert result.clean and result.text == yours.replace("é='🎈', verbose: bool = False", "é='🎈', wordy: int")


@pytest.mark.parametrize("broken", ["def f(:\n", "<<<<<<< yours\n", "print 'two'\n", "x = 1\x0cy = (\n"])
def test_what_is_no_python_is_merged_by_line(broken: str) -> None:
    result = merged(BASE, BASE + broken, BASE.replace("Get one book", "Get it"))
    assert result.how == "text" and result.clean and result.text == BASE.replace("Get one book", "Get it") + broken


def test_a_lost_base_loses_nothing() -> None:
    yours = BASE.replace(STUB, BODY)
    result = merged("", yours, BASE)
    assert result.clean and result.text == yours


def test_an_emptied_file_stays_empty() -> None:
    assert merged(BASE, "", BASE.replace("Get one", "Get a")).text == ""


# Handlers elsewhere


def test_a_handler_in_another_file_is_followed() -> None:
    moved = (
        "from shop.context import Context\nfrom shop.generated import models\n\nfrom .own import shelf\n\n\n"
        + GET
        + BODY
    )
    rest = "\n\n\n".join(block for block in blocks(BASE) if "get_book" not in block) + "\n"
    files = {PATH: rest, "shop/one.py": moved, "shop/other.py": "def get_bookish(): ...\n"}
    assert follow(["get_book"], files, skip=[PATH]) == {"get_book": "shop/one.py"}
    new = signature("book_id: UUID, lang: str = 'en'", "results.GetBookOk")(BASE).replace(
        "import datetime\n", "import datetime\nfrom uuid import UUID\n"
    )
    result = merge_moved(PATH, BASE, moved, new, names=["get_book"], at="shop/one.py")
    assert result.clean and BODY in result.text
    assert (
        signature_of(result.text, "get_book") == "ctx: Context, *, book_id: UUID, lang: str='en' -> results.GetBookOk"
    )
    assert_names(result.text)
    assert merge(PATH, BASE, rest, new).text.count("get_book") == 0


def test_a_name_in_two_files_is_followed_to_neither() -> None:
    assert follow(["f"], {"a.py": "def f(): ...\n", "b.py": "f = 1\n"}) == {}


def test_relative_imports_are_written_as_in_the_moved_file() -> None:
    base = "from .context import Context\n\n\ndef f(x):\n    raise X\n"
    yours = "from ..context import Context\n\n\ndef f(x):\n    return Context\n"
    new = "from .context import Context\nfrom .generated.errors import Lost\n\n\ndef f(x: Lost):\n    raise X\n"
    result = merge("app/handlers.py", base, yours, new, at="app/web/handlers.py")
    assert (
        result.text.startswith("from ..context import Context\nfrom ..generated.errors import Lost\n") and result.clean
    )


def test_a_function_whose_types_are_gone_is_not_checked() -> None:
    yours = BASE.replace(GET, "# mine\n@traced\n" + GET)
    text = without_types(PATH, yours, ["get_book", "nobody"])
    assert "# mine\n@no_type_check\n@traced\nasync def get_book" in text and text.count("@no_type_check") == 1
    assert "import datetime\nfrom typing import no_type_check\n\nfrom shop" in text
    assert without_types(PATH, text, ["get_book"]) == text
    assert without_types(PATH, yours, ["nobody"]) == yours
    assert without_types("a.ts", "const a = 1;", ["a"]) == "const a = 1;"


# Properties


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**9))
def test_edited_handlers_of_any_kind(seed: int) -> None:
    file = case(seed, "python", 4)
    result = merge(file.path, file.base, file.yours, file.new, renames=file.renames)
    assert result.clean and not check(file, result.text)
    assert merge(file.path, file.new, result.text, file.new).text == result.text
    assert merge(file.path, file.base, file.base, file.new, renames=file.renames).text == file.new


def test_a_package_with_another_name_goes_by_that_in_code_alone() -> None:
    text = """\
import os, shop.clock as clock
import shop.db
from shop.handlers import (
    books,
)
from shop_client import errors
from shopping import cart  # from shop to shopping

é = shop.db.opened(f"{shop.db.NAME} of shop")
shops = [shop for shop in "import shop"]
"""
    renamed = repackaged("a.py", text, {"shop": "store", "shop_client": "store_client"})
    assert renamed == """\
import os, store.clock as clock
import store.db
from store.handlers import (
    books,
)
from store_client import errors
from shopping import cart  # from shop to shopping

é = store.db.opened(f"{store.db.NAME} of shop")
shops = [shop for shop in "import shop"]
"""
    assert repackaged("a.md", "from shop to\n", {"shop": "store"}) == "from shop to\n"
    assert repackaged("a.ts", text, {"shop": "store"}) == text


def test_a_file_hands_functions_on_by_their_new_names() -> None:
    text = """from .get_book import (
    get_book,  # get_book
    list_books as list_books,
)
from .get_book.store import store

__all__ = ["get_book", "list_books"]


def mine(get_book: int) -> str:
    return "get_book"
"""
    assert handing("a.py", text, {"get_book": "fetch_book"}) == text.replace(
        "    get_book,  # get_book", "    fetch_book,  # fetch_book"
    ).replace('["get_book"', '["fetch_book"')
    assert handing("a.py", "def (", {"get_book": "fetch_book"}) == "def ("
    assert handing("a.py", text, {"get_book": "", "list_books": ""}) == text.replace(
        text[: text.index("from .get_book.store")], ""
    ).replace('"get_book", "list_books"', "")
    assert handing("a.py", "from .b import a, b as b, c\n", {"b": ""}) == "from .b import a, c\n"
    assert handing("a.py", "from .b import a, c as c\n", {"c": ""}) == "from .b import a\n"


def test_a_folder_is_imported_as_the_file_in_whose_place_it_is() -> None:
    text = "from shop.handlers import books as handlers\n"
    assert rewired("shop/routes.py", text, {"shop/handlers/books.py": "shop/handlers/books/__init__.py"}, {}) == text
    moved = rewired("shop/routes.py", text, {"shop/handlers/books.py": "shop/catalogue/__init__.py"}, {})
    assert moved == "from shop import catalogue as handlers\n"


def test_imports_are_those_that_lead_somewhere() -> None:
    left = imports("shop/handlers/books.py", BASE, ["shop/generated/results/books.py"])
    assert "import datetime\n" in left and "import models\n" in left and "results" not in left


PIECES = st.lists(
    st.sampled_from(
        [
            "def a():\n    return 1",
            "def a(x):\n    return 2",
            "def b():\n    raise X",
            "b = 1",
            "# c",
            "import d",
            "from e import f, g",
            "class H:\n    i = 1\n\n    def j(self): ...",
            "f(d)",
            '"""k"""',
            "if x:\n    import y",
        ]
    ),
    max_size=7,
).map(lambda pieces: "".join(piece + "\n\n" for piece in pieces))


@settings(deadline=None)
@given(PIECES, PIECES, PIECES)
def test_whatever_the_three_are(base: str, yours: str, new: str) -> None:
    """No exception, code that can be read, each line that only the user has still there."""
    result = merge("a.py", base, yours, new)
    if result.clean:
        ast.parse(result.text)
    for line in set(yours.split("\n")) - set(base.split("\n")) - {""}:
        assert line.strip() in result.text or line.startswith(("from", "import")), line
    assert merge("a.py", base, base, new).text == new
    assert merge("a.py", base, yours, base).text == yours
    assert merge("a.py", new, result.text, new).text == result.text


def test_a_function_that_is_gone_but_stands_in_a_statement_is_told() -> None:
    new = "def b():\n    pass\n"
    base = f"{new}\n\ndef a():\n    pass\n"
    for statement in ("if x:\n\n    def a():\n        pass\n", "try:\n    a = c\nexcept e:\n    pass\n"):
        yours = f"{new}\n\n{statement}"
        found = merge("x.py", base, yours, new)
        assert found.text == yours and [(each.name, each.what) for each in found.changes] == [("a", "note")]
    assert not merge("x.py", base, f"{new}\n\nif x:\n    print(a == 1)\n", new).changes
