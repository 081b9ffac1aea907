"""Faults seeded into the bookshop, as an author makes them: each is told with a code, a place and a mend.

`seeded.txt` holds all that is said of each. `pytest --update` rewrites it; read what changed before it is kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.diag import CODES
from tests.projects import ROOT
from tests.test_diagnostics import check

BOOKSHOP = (ROOT / "examples" / "bookshop.yaml").read_text("utf-8").splitlines(keepends=True)
EXPECTED = Path(__file__).parent / "seeded.txt"
FAULTS: list[tuple[int, str | None, str]] = [  # a line, what is replaced from there on (None: it is followed), by what
    (1, "3.1.0", "3.7.0"),
    (1, "openapi", "openap"),
    (1, "openapi: 3.1.0", "openapi: 3.1"),
    (3, "title: Bookshop", "titel: Bookshop"),
    (3, "title: Bookshop", "title: [Bookshop]"),
    (4, "1.2.0", "1.2"),
    (4, "  version: 1.2.0\n", ""),
    (10, "https://api.bookshop.example/v1", "https://api.{env}.example/v1"),
    (9, "servers:", "server:"),
    (10, "- url", "- uri"),
    (13, "name: books", "nmae: books"),
    (18, "bearer", "bearr"),
    (18, "bearer: []", "bearer: all"),
    (18, "- bearer: []", "bearer: []"),
    (20, "/books", "books"),
    (21, "get:", "gett:"),
    (22, "listBooks", "createBook"),
    (22, "listBooks", "[listBooks]"),
    (23, "[books]", "books"),
    (28, "query", "qeury"),
    (28, "in: query", "inn: query"),
    (27, "        - name: limit\n", ""),
    (30, "integer", "interger"),
    (30, "integer", "int"),
    (30, "minimum: 1", "minimum: one"),
    (30, "minimum: 1,", "minimun: 1,"),
    (30, "default: 20", "default: 200"),
    (30, "default: 20", "default: many"),
    (30, "maximum: 100", "maximum: 0"),
    (38, "form", "simple"),
    (39, "false", "no"),
    (43, "Genre", "Gener"),
    (43, "'#/components/schemas/Genre'", "Genre"),
    (43, "#/components/schemas/Genre", "#/components/schema/Genre"),
    (43, "#/components/schemas/Genre", "genres.yaml#/Genre"),
    (43, "#/components/schemas/Genre", "https://example.com/genre.yaml"),
    (43, "#/components/schemas/Genre", "../genre.yaml"),
    (43, "#/components/schemas/Genre", "#/components/parameters/BookId"),
    (59, "'200'", "'2OO'"),
    (59, "'200'", "'700'"),
    (60, "description", "descripton"),
    (62, "application/json", "application.json"),
    (62, "application/json", "json"),
    (63, "schema:", "shema:"),
    (69, "books:write", "books:wirte"),
    (76, "true", "yes"),
    (86, "required: true", 'required: "true"'),
    (91, "'409'", "'201'"),
    (96, "{book_id}", "{book_id"),
    (96, "{book_id}", "{bookid}"),
    (96, "/books/{book_id}", "/books"),
    (98, "BookId", "BookID"),
    (98, "parameters/BookId", "responses/BookNotFound"),
    (121, "application/merge-patch+json", "text/csv"),
    (163, "image:", "imag:"),
    (269, "oauth2", "oauth"),
    (271, "clientCredentials", "clientCredential"),
    (272, "tokenUrl", "tokenURL"),
    (272, "          tokenUrl: https://login.bookshop.example/token\n", ""),
    (277, "header", "body"),
    (278, "      name: X-Api-Key\n", ""),
    (283, "true", "false"),
    (294, "[novel, poetry, science, children]", "novel"),
    (294, "[novel, poetry, science, children]", "[]"),
    (294, "novel, poetry", "novel, novel"),
    (305, "isbn", "isbm"),
    (305, "[id, isbn, title, authors, price]", "true"),
    (306, "properties", "propertys"),
    (308, "'^97[89][0-9]{10}$'", "'^97[89[0-9]{10}$'"),
    (308, "9780141439518", "123"),
    (309, "maxLength: 300", "maxLength: -1"),
    (309, "maxLength: 300", "maxLength: 0.5"),
    (310, "[string, 'null']", "[string, nil]"),
    (312, "array", "list"),
    (320, "{ type: string }", "string"),
    (307, "readOnly: true", "readonly: true"),
    (318, "labels:", " labels:"),
    (318, "labels:", "\tlabels:"),
    (316, "price", "title"),
    (324, "minProperties", "minProprties"),
    (376, "CardPayment", "CardPaymnt"),
    (379, "method", "metod"),
    (379, "propertyName", "property"),
    (381, "CardPayment", "Card"),
    (395, "NewOrder", "Order"),
    (394, "allOf", "allof"),
    (30, "{ type: integer", "{ type: integer,, "),
    (30, " }", ""),
    (85, "description: Where", "description: *where"),
    (406, "default: about:blank", "default: 5"),
    (357, "book_id, quantity", "book_id, quantity, book_id"),
    (410, None, '    Loop: {$ref: "#/components/schemas/Loop2"}\n    Loop2: {$ref: "#/components/schemas/Loop"}'),
    (
        410,
        None,
        '    Self: {type: object, required: [self], properties: {self: {$ref: "#/components/schemas/Self"}}}',
    ),
    (410, None, '    All: {allOf: [{$ref: "#/components/schemas/All"}, {type: object}]}'),
    (245, None, "    foo: bar"),
    (30, None, "        - {name: limit, in: query, schema: {type: string}}"),
    (410, None, "---\na: 1"),
    (410, None, "    Null:"),
    (410, None, "    Inf: {type: number, maximum: .inf}"),
    (410, None, "    Disj: {allOf: [{type: string}, {type: integer}]}"),
]
ELSEWHERE = {  # faults whose line is not to blame: what it clashes with comes later, or YAML notices later
    (4, ""),
    (18, "bearer: []"),
    (22, "createBook"),
    (27, ""),
    (96, "{bookid}"),
    (272, ""),
    (278, ""),
    (283, "false"),
    (379, "property"),
    (395, "Order"),
    (30, ""),
}


def seeded(line: int, old: str | None, new: str) -> str:
    """The bookshop with a fault."""
    before, after = "".join(BOOKSHOP[: line - 1]), "".join(BOOKSHOP[line - 1 :])
    if old is None:
        return before + BOOKSHOP[line - 1] + new + "\n" + "".join(BOOKSHOP[line:])
    assert old in (BOOKSHOP[line - 1] if "\n" not in old else after), (line, old)
    return before + after.replace(old, new, 1)


def told(folder: Path, text: str) -> tuple[list[str], set[int]]:
    """What is said of a description, and the lines that it is said of."""
    (folder / "api.yaml").write_text(text, "utf-8")
    report, loader = check(folder / "api.yaml")
    said, lines = [], set()
    for found in report.diagnostics:
        place = loader.locate(found.source, found.key) if found.source else None
        assert place is not None, found
        lines.add(place.line)
        message = found.message.replace(folder.as_posix(), "…")
        said.append(f"  {place.line}:{place.column} {found.severity.value}[{found.code}] {message}")
        said.append(f"      fix {found.fix or CODES[found.code].fix}")
    return said, lines


def test_the_bookshop_itself_has_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, "".join(BOOKSHOP)) == ([], set())


def test_seeded_faults_are_told(tmp_path: Path, update: bool) -> None:
    words = []
    for line, old, new in FAULTS:
        said, _ = told(tmp_path, seeded(line, old, new))
        words.append("\n".join([f"{line}: {old!r} -> {new!r}", *said]) + "\n")
    text = "\n".join(words)
    if update:
        EXPECTED.write_text(text, "utf-8")
    assert text == EXPECTED.read_text("utf-8")


@pytest.mark.parametrize(("line", "old", "new"), FAULTS, ids=[f"{line} {new[:20]!r}" for line, _, new in FAULTS])
def test_a_seeded_fault_is_told_where_it_is(tmp_path: Path, line: int, old: str | None, new: str) -> None:
    _, lines = told(tmp_path, seeded(line, old, new))
    first = line + 1 if old is None else line
    if (line, new) in ELSEWHERE:
        assert lines and first not in lines, "it is no exception any more"
    else:
        assert lines & set(range(first, first + 1 + new.count("\n"))), lines
