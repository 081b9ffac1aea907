"""The shape of the code: which part imports which, and which parts alone touch the world outside.

docs/architecture.md tells the same in prose.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scaffold"
NOT_OURS = {"macros", "templates"}  # what is rendered into projects
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in NOT_OURS)

PURE = {"codes", "coverage", "diag", "documents", "ir", "limits", "names", "regex", "paths", "tree"}
PIPELINE = PURE | {"source", "refs", "specs", "passes", "cases", "backend", "config", "lang", "plan", "jinja", "render"}
PIPELINE |= {"format"}

MAY_IMPORT: dict[str, set[str]] = {
    "codes": set(),
    "diag": {"codes"},
    "documents": set(),
    "paths": set(),
    "regex": set(),
    "tree": set(),
    "coverage": {"diag"},
    "ir": {"diag"},
    "limits": {"ir", "regex"},
    "names": {"ir"},
    "source": {"diag"},
    "refs": {"diag", "source"},
    "specs": {"coverage", "diag", "ir", "limits", "names", "regex", "source", "refs"},
    "passes": {"diag", "ir", "limits", "names", "regex", "cases"},
    "cases": {"diag", "ir", "limits", "names", "regex"},
    "backend": set(),
    "config": {"diag", "backend"},
    "lang": {"diag", "documents", "ir", "names", "regex", "cases"},
    "plan": {"diag", "ir", "paths", "tree", "backend", "lang"},
    "jinja": {"ir", "lang"},
    "render": {"tree", "backend", "cases", "lang", "plan", "jinja"},
    "format": {"tree", "lang"},
    "lock": {"", "documents", "paths", "tree", "backend", "config"},
    "write": {"diag", "paths", "tree"},
    "merge": set(),
    "state": {"backend", "paths", "source", "tree", "lock"},
    "txn": {"paths", "lock", "write"},
    "git": set(),
    "identity": {"tree"},
    "retire": set(),
    "carry": {"merge"},
    "steps": {"lock", "txn"},
    "follow": {"merge", "tree", "lock"},
    "contract": {"diag", "ir", "tree", "identity"},
    "packages": {"steps"},
    "callers": {"identity", "merge", "packages", "steps"},
    "clients": {"callers", "identity", "state", "steps", "tree"},
    "update": {"paths", "tree", "lock", "state", "txn", "identity", "merge", "retire", "carry", "follow", "steps"}
    | {"callers", "clients"},
    "": PIPELINE,
    "commands": {"", *PIPELINE, "lock", "write", "state", "txn", "git", "contract", "update", "steps", "follow"}
    | {"packages"},
    "cli": {"", "diag", "commands"},
    "__main__": {"cli"},
}
"""Each part of the package with the parts that it may import besides itself; "" is scaffold/__init__.py."""

WRITERS = {"write", "txn"}
RUNNERS = {"git"}
NETWORK = {"source"}
TERMINAL = {"cli", "commands"}


def part(path: Path) -> str:
    """The part of the package that a file belongs to: a module, or a package with all in it."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those in `if TYPE_CHECKING:`, which nothing runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield other
                yield from run_time_nodes(other)
            continue
        yield node
        yield from run_time_nodes(node)


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a file imports; `from a import b` gives `a.b`, which may be a name in `a`."""
    for node in run_time_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_parts(tree: ast.AST) -> set[str]:
    """The parts of the package that a file imports."""
    found = set()
    for name in imported_modules(tree):
        root, *steps = name.split(".")
        if root == "scaffold":
            found.add(steps[0] if steps and steps[0] in MAY_IMPORT else "")
    return found


def dotted(node: ast.AST) -> str:
    """`a.b.c` as it is written, `.b` where what stands before the dot is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


NETWORK_MODULES = re.compile(
    r"(socket|ssl|http\.(client|server)|urllib\.request|ftplib|httpx2?|requests|aiohttp|urllib3)(\.|$)"
)
WRITING_NAMES = re.compile(
    r"(os\.(open|mkdir|makedirs|remove|unlink|rename|renames|replace|rmdir|removedirs|symlink|link|truncate|chmod|write)"
    r"|shutil\..*|tempfile\..*"
    r"|.*\.(write_text|write_bytes|touch|mkdir|rmdir|unlink|symlink_to|hardlink_to|rename))"
)
TERMINAL_NAMES = re.compile(
    r"(print|input|click\..*|sys\.(stdin|stdout|stderr|argv|exit)|os\._exit|os\.(environ|getenv)(\..*)?)"
)
RUNNING_NAMES = re.compile(
    r"(eval|exec|compile|os\.(system|popen|exec\w+|spawn\w+)|subprocess\..*|pickle\..*|marshal\..*)"
)


def uses(tree: ast.AST, names: re.Pattern[str]) -> list[str]:
    """What a file uses of `names`, with its line."""
    found = []
    for node in run_time_nodes(tree):
        name = dotted(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        if name and names.fullmatch(name):
            found.append(f"line {node.lineno}: {name}")  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and names is WRITING_NAMES and opens_to_write(node):
            found.append(f"line {node.lineno}: open to write")
    return found


def opens_to_write(call: ast.Call) -> bool:
    """Whether a call is `open(...)` or `path.open(...)` with a mode that is not only for reading."""
    name = dotted(call.func)
    if name != "open" and not name.endswith(".open"):
        return False
    place = 1 if name == "open" else 0
    modes = call.args[place : place + 1] + [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    return any(not isinstance(mode, ast.Constant) or set(str(mode.value)) & set("wax+") for mode in modes)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


@each_module
def test_imports_run_one_way(path: Path) -> None:
    assert part(path) in MAY_IMPORT, "a new part of the package: give it its place in MAY_IMPORT"
    forbidden = imported_parts(parsed(path)) - MAY_IMPORT[part(path)] - {part(path)}
    assert not forbidden, f"scaffold.{part(path)} may not import {sorted(forbidden)}"


def test_no_part_imports_itself_through_others() -> None:
    """The table has no cycles but the one of scaffold/__init__.py, which holds __version__ and imports late."""
    done: set[str] = set()
    left = {name: others - {""} for name, others in MAY_IMPORT.items() if name}
    while ready := {name for name, others in left.items() if others <= done}:
        done |= ready
        left = {name: others for name, others in left.items() if name not in ready}
    assert not left, f"parts that import one another: {sorted(left)}"


@each_module
def test_only_write_writes(path: Path) -> None:
    if part(path) not in WRITERS:
        assert not uses(parsed(path), WRITING_NAMES)


@each_module
def test_only_source_reads_the_network(path: Path) -> None:
    if part(path) not in NETWORK:
        assert not [name for name in imported_modules(parsed(path)) if NETWORK_MODULES.match(name)]


@each_module
def test_only_the_command_line_prints_and_reads_the_environment(path: Path) -> None:
    if part(path) not in TERMINAL:
        assert not uses(parsed(path), TERMINAL_NAMES)


@each_module
def test_nothing_but_git_runs_code_or_programs(path: Path) -> None:
    if part(path) not in RUNNERS:
        assert not uses(parsed(path), RUNNING_NAMES)


@each_module
def test_a_module_is_short_and_says_its_part(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 700
    assert ast.get_docstring(ast.parse(text)), "the first line of a module says what it is for"


FRAMEWORKS = re.compile(r"\b(fastapi|starlette|django|flask|litestar|nextjs|next\.js|hono|expressjs|express)\b", re.I)


@each_module
def test_no_module_knows_a_framework(path: Path) -> None:
    """A backend is data under templates/; what differs between two of them is never asked for by name."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    assert not [f"line {number}: {line.strip()}" for number, line in lines if FRAMEWORKS.search(line)]


# These tests can fail


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (WRITING_NAMES, "Path('x').write_text('y')"),
        (WRITING_NAMES, "(folder / 'x').mkdir()"),
        (WRITING_NAMES, "os.rename('a', 'b')"),
        (WRITING_NAMES, "shutil.rmtree('a')"),
        (WRITING_NAMES, "open('a', 'w')"),
        (WRITING_NAMES, "open('a', mode=mode)"),
        (WRITING_NAMES, "path.open('r+')"),
        (TERMINAL_NAMES, "print('a')"),
        (TERMINAL_NAMES, "x = os.environ.get('A')"),
        (TERMINAL_NAMES, "sys.stderr.write('a')"),
        (RUNNING_NAMES, "def f():\n    return eval('1')"),
        (RUNNING_NAMES, "subprocess.run(['ls'])"),
    ],
)
def test_a_forbidden_use_is_seen(names: re.Pattern[str], code: str) -> None:
    assert uses(ast.parse(code), names)


@pytest.mark.parametrize("code", ["open('a')", "open('a', 'rb')", "path.open()", "text.replace('a', 'b')", "printed()"])
def test_an_allowed_use_is_not_taken_for_one(code: str) -> None:
    assert not uses(ast.parse(code), WRITING_NAMES) and not uses(ast.parse(code), TERMINAL_NAMES)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("from scaffold import ir, lang", {"ir", "lang"}),
        ("import scaffold.specs.openapi", {"specs"}),
        ("from scaffold.write import new", {"write"}),
        ("from scaffold import __version__", {""}),
        ("def f():\n    from scaffold.cli import main", {"cli"}),
        ("if TYPE_CHECKING:\n    from scaffold.cli import main\nelse:\n    import scaffold.lock", {"lock"}),
    ],
)
def test_an_import_is_seen(code: str, parts: set[str]) -> None:
    assert imported_parts(ast.parse(code)) == parts


def test_a_framework_s_name_is_seen() -> None:
    assert FRAMEWORKS.search("if backend == 'FastAPI':") and not FRAMEWORKS.search("an expression, expressed")
