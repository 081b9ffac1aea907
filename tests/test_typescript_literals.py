"""Words of a description can't break out of a literal or a comment, and mean what they meant."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffold import ir, regex
from scaffold.lang.typescript import data, literals
from scaffold.lang.typescript.layout import layout
from tests import node

HOSTILE = [
    "",
    "*/ process.exit(1) /*",
    '"; process.exit(1); "',
    "'; process.exit(1); '",
    "`; process.exit(1); `",
    "${process.exit(1)}",
    "\\",
    "\\`${process.exit(1)}",
    "\n// @ts-nocheck\n",
    "@ts-ignore",
    "@deprecated never\n@jsx h",
    "</script><script>alert(1)</script>",
    "\u2028process.exit(1)\u2029",
    "\u202eright to left",
    "\ud800",
    "\x00\x07\x1b[31m",
    "😀 é ﬃ",
    "__proto__",
    "a'b\"c`d",
]


def drawn() -> list[str]:
    source = random.Random(3)
    letters = "\"'`\\$${}*//\n\r\t <>@a1\u2028\u202e\ud800😀\x00"
    return [*HOSTILE, *("".join(source.choices(letters, k=source.randint(1, 30))) for _ in range(300))]


def evaluated(folder: Path, source: str) -> Any:
    """What the module `source` exports as `found`, as JSON."""
    (folder / "it.mts").write_text(f"{source}\nconsole.log(JSON.stringify(found));\n", "utf-8", "surrogatepass")
    command = [str(node.binaries() / "node"), "--disable-warning=ExperimentalWarning", "it.mts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_string_means_its_text(tmp_path: Path) -> None:
    texts = drawn()
    printed = [literals.quoted(text) for text in texts]
    assert not any("\n" in one or not one.isprintable() for one in printed)
    assert evaluated(tmp_path, f"const found = [{', '.join(printed)}];") == texts


def test_a_template_means_its_text(tmp_path: Path) -> None:
    texts = drawn()
    printed = [f"`{literals.template(text)}`" for text in texts]
    assert evaluated(tmp_path, f"const found = [{', '.join(printed)}];") == texts


VALUES: list[Any] = [
    None,
    [True, False, 0, -1, 1.5, 1e300, 5e-324, -0.25, 1e21, 100000000000000000],
    {"a": 1, "b-c": [2], "": {}, "__proto__": {"x": 1}, "constructor": "a", "class": 1, "1": 2},
    [{"a": 1, "b": 2}, {"a": "x" * 90, "b": [{"c": 1, "d": 2}, {"c": 3, "d": 4}]}],
    {"k" * 120: {"a": "x" * 90}, "n": list(range(60)), "s": "y" * 120},
]


@pytest.mark.parametrize("value", VALUES, ids=["null", "numbers", "names", "objects", "long"])
def test_a_literal_means_its_value_and_is_laid_out(value: Any, tmp_path: Path) -> None:
    assert evaluated(tmp_path, f"const found = {literals.literal(value)};") == value
    printed = data.printed(data.of_json(value, literals.literal), 0, len("const found = "))
    pretty = layout(f"const found = {printed};\n")
    assert evaluated(tmp_path, pretty) == value
    (tmp_path / "pretty.ts").write_text(pretty, "utf-8")
    subprocess.run([Path(sys.executable).with_name("oxfmt"), "--check", "pretty.ts"], cwd=tmp_path, check=True)


def test_an_integer_that_no_double_holds_is_the_one_next_to_it() -> None:
    assert literals.number(12345678901234567890) == "1.2345678901234567e19"
    assert literals.number(10**400) == "Infinity"


def test_an_exact_literal_is_a_bigint_where_doubles_are_rounded() -> None:
    assert literals.literal({"a": [2**53 - 1, -(2**53), 2**60, -1]}, exact=True) == (
        "{ a: [9007199254740991, -9007199254740992n, 1152921504606846976n, -1] }"
    )
    assert literals.literal(ir.Value(2**63 - 1), exact=True) == "9223372036854775807n"
    assert literals.literal(10**400, exact=True) == f"{10**400}n"


def test_a_comment_is_nothing_but_a_comment(tmp_path: Path) -> None:
    lines = ["const found: number[] = [];"]
    for number, text in enumerate(drawn()):
        doc = ir.Doc(summary=ir.Text(text), description=ir.Text(text * 2))
        lines += [literals.documentation(doc), literals.comment(ir.Text(text)), f"found.push({number});"]
    assert evaluated(tmp_path, "\n".join(lines)) == list(range(len(drawn())))


@pytest.mark.parametrize(
    "text", ["@deprecated", "x\n  @ts-ignore", "/* @ts-expect-error */", "a @ts-nocheck", "@jsx h"]
)
def test_no_tool_obeys_a_comment(text: str) -> None:
    printed = literals.documentation(ir.Text(text))
    assert "@" in printed and all(printed[at - 1] == "\\" for at, char in enumerate(printed) if char == "@")


PATTERNS = {
    r"^97[89][0-9]{10}$": ["9780141439518", "97", "9780141439518\n"],
    r"^[\w.-]+$": ["a.b-c", "a b", ""],
    r"^\/a\-b\@c$": ["/a-b@c", "a-b@c"],
    r"[/\]]": ["/", "]", "a"],
    r"^[a-z-]{2,}$": ["a-", "a"],
    r"^[\w-.]+$": ["a-.", "!"],
    r"^{a}}$": ["{a}}", "a"],
    r"^\p{L}+$": ["größe", "1"],
    r"^[^\x00-\x1f]*$": ["a", "\x01"],
    r"^(?<year>\d{4})\k<year>$": ["20262026", "20262025"],
    r"^.$": ["😀", "\n", "aa"],
    r"^\S\s\S$": ["a\u00a0b", "a b", "ab"],
    "^a\nb$": ["a\nb", "ab"],
    r"": ["", "a"],
    r"^[\^a]\$$": ["^$", "a$", "b$"],
    r'^["\'`]$': ['"', "'", "`", "a"],
}


def test_a_pattern_finds_what_it_finds_in_the_table_of_cases(tmp_path: Path) -> None:
    rows = [f"[{literals.regex(one)}, {literals.literal(texts)}]" for one, texts in PATTERNS.items()]
    source = f"const rows: [RegExp, string[]][] = [{', '.join(rows)}];\n"
    found = evaluated(
        tmp_path, source + "const found = rows.map(([one, texts]) => texts.map((text) => one.test(text)));"
    )
    for (pattern, texts), answers in zip(PATTERNS.items(), found, strict=True):
        compiled = regex.compiled(pattern)
        assert compiled is not None, pattern
        assert answers == [compiled.search(text) is not None for text in texts], pattern
