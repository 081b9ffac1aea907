"""Code of a user's that has handlers from other files: what follows where they go by other names, and what doesn't.

In the texts `«name»` is a place that says the new name afterwards, and `«name|words»` one that says these words.
"""

from __future__ import annotations

import ast
import re

import pytest

from scaffold import merge
from scaffold.merge import Elsewhere, Listing

PYTHON = ("shop/handlers/books.py", "tests/test_own.py", "get_book", "fetch_book")
TYPESCRIPT = ("src/handlers/books.ts", "tests/own.test.ts", "getBook", "fetchBook")
ALIASES = {"@/": "src/"}
_PLACE = re.compile(r"«(\w+)(?:\|([^»]*))?»")

FOLLOWED = [
    "from shop.handlers.books import «get_book»\n«get_book»()\n",
    "from shop.handlers.books import «get_book» as gb\ngb()\n",
    "from shop.handlers import books\nbooks.«get_book»()\n",
    "import shop.handlers.books as b\nx(b, '«get_book»')\n",
    "import shop.handlers.books\nshop.handlers.books.«get_book»\n",
    "patch('shop.handlers.books.«get_book»')\n",
    "from shop.handlers.books import *\n«get_book»()\n",
    "def f():\n    from shop.handlers.books import «get_book»\n    «get_book»()\n",
    'é = 1; from shop.handlers.books import «get_book»\nf"get_book {«get_book»}"\n',
    "from shop.handlers.books import «get_book» as «get_book»\n__all__ = ['«get_book»']\n",
    "from shop.handlers.books import «get_book»\ndef f(get_book, x=«get_book»):\n    return get_book\n",
    "from shop.handlers.books import «get_book»\nclass C:\n    get_book = 1\n    def m(self): return «get_book»\n",
    "import importlib\nimportlib.import_module('shop.handlers.books').«get_book»\n",
    "from importlib import import_module as im\nb = im('shop.handlers.books')\ndef f(): x(b, '«get_book»')\n",
    "from importlib import import_module\nimport_module('.books', 'shop.handlers').«get_book»\n",
    "import importlib as i\nb = i.import_module('..handlers.books', package='shop.generated')\nx(b, '«get_book»')\n",
    "from importlib import import_module\nimport_module('.x.books', __package__).get_book\n"
    "import_module('.books', 'shop.handlers').«get_book»\n",
    "__import__('shop.handlers.books', fromlist=['x']).«get_book»\n",
    "s = __import__('shop.handlers.books')\ns.handlers.books.«get_book»\ns.get_book\n",
    "from shop.handlers import books\nb2 = books\n"
    "def f():\n    b3 = b2\n    b3.«get_book»; patch.object(b2, '«get_book»')\n",
    "import sys\nsys.modules['shop.handlers.books'].«get_book»\n",
    "from shop.handlers import books\npatch.object(target=books, attribute='«get_book»')\n",
    "resolve('shop.handlers.books:«get_book»')\n",
    "from shop.handlers.books import «get_book»\n"
    "def f(a: 'list[«get_book»]', *b: int | '«get_book»') -> '«get_book»': ...\n",
    "from shop.handlers.books import «get_book»\n"
    "x: Literal['get_book'] | A[B['«get_book»'], 'get_book x'] = 'get_book'\n",
    "from shop.handlers.books import «get_book»\n"
    "x: t.Annotated['«get_book»', 'get_book']\nA: TypeAlias = '«get_book» | é'\n",
    "from shop.handlers.books import «get_book»\n"
    "t.cast('«get_book»', 'get_book')\nT = TypeVar('T', bound='«get_book»')\n",
    "from shop.handlers import books as b\nx: 'é, b.«get_book»'\n",
    'import { «getBook» } from "@/handlers/books.ts";\nf({ «getBook|getBook: fetchBook», a: «getBook» });\n',
    'import { «getBook» as gb } from "../src/handlers/books";\ngb();\n',
    'import * as b from "../src/handlers/books.js";\nb.«getBook»(); b["«getBook»"]; spyOn(b, "«getBook»");\n',
    'export { «getBook» } from "../src/handlers/books.ts";\n',
    'import { «getBook» } from "@/handlers/books";\nexport { «getBook» };\nexport default «getBook»;\n',
    'const { «getBook|fetchBook: getBook» } = await import("@/handlers/books");\ngetBook();\n',
    'import("@/handlers/books").then((m) => [m.«getBook», m?.«getBook»]);\n',
    'import("@/handlers/books").then(async function ({ «getBook|fetchBook: getBook», a }) { getBook(); });\n',
    'async function f(b) {\n  const m = await import("@/handlers/books");\n  const { «getBook»: x } = m;\n'
    '  ((m) => m.getBook)(b);\n  return m["«getBook»"] + m.a;\n}\nm.getBook;\n',
    'let x: typeof import("@/handlers/books").«getBook»;\n',
    'import * as b from "@/handlers/books";\nconst { «getBook|fetchBook: getBook» } = b;\n',
    'import * as b from "@/handlers/books";\nconst d = b, e = d;\ne.«getBook»; spyOn(d, "«getBook»");\n',
    'import * as b from "@/handlers/books";\nvi.mock("@/handlers/books");\nvi.spyOn(b, "«getBook»");\n',
    'const { «getBook»: é } = await import("@/handlers/books");\n(await import("@/handlers/books")).«getBook»();\n',
    'vi.mock("@/handlers/books", async (real) => ({ ...(await real()), «getBook»: 1, a() {} }));\n',
    'vi.mock("@/handlers/books", () => {\n  const f = 1;\n  return { «getBook»() {} };\n});\n',
    'jest.doMock("@/handlers/books", () => ({ «getBook|fetchBook: getBook» }));\nconst getBook = 1;\n',
    'vi.mock(import("@/handlers/books"), () => ({ «getBook»: 1 }));\n',
    'const { «getBook»: real } = await vi.importActual("@/handlers/books");\n',
    'import type { «getBook» } from "@/handlers/books";\nlet x: «getBook»<A> | b.getBook;\nimport * as c from "d";\n',
    'import * as b from "@/handlers/books";\nlet x: b.«getBook» | c.getBook;\n',
    'import type { «getBook» } from "@/handlers/books";\ntype T = typeof «getBook»;\n',
    'import { «getBook» } from "@/handlers/books";\nconst f = (getBook) => getBook;\n'
    "for (const getBook of x) getBook;\ntry {} catch (getBook) { getBook; }\n«getBook»();\n",
    'import { «getBook» } from "@/handlers/books";\nfunction f({ getBook = 1, ...x }, [a]) { return getBook; }\n',
]
SHADOWED = [
    "from shop.handlers.books import «get_book|fetch_book as get_book»\nfetch_book = get_book\n",
    "try:\n    from shop.handlers.books import «get_book|fetch_book as get_book»\n"
    "except ImportError:\n    get_book = None\n",
    "from shop.handlers.books import «get_book|fetch_book as get_book»\nmatch x:\n    case get_book: get_book\n",
    'import { «getBook|fetchBook as getBook» } from "@/handlers/books";\nfunction f<getBook>(x: getBook) {}\n',
    'import { «getBook|fetchBook as getBook» } from "@/handlers/books";\nconst fetchBook = getBook;\n',
]
"""Something else goes by one of the names: the import alone says the new one."""
OTHERS = [
    "from shop.handlers.orders import get_book\nget_book()\n",
    "from elsewhere import books\nbooks.get_book()\n",
    "from shop.handlers import books\nbooks = wrap(books)\nbooks.get_book()\n",
    "client.get_book()\nget_book = 1\n'get_book'\n# get_book\n",
    "import shop\nx(client, 'get_book')\n",
    "from shop.handlers import books\nb = books\nb = other\nb.get_book\nc = d\nd = c\nc.get_book\n",
    "from importlib import import_module\nimport_module('.books', x).get_book\nimport_module('.books').get_book\n",
    "def __import__(): ...\n__import__('shop.handlers.books', x).get_book\n",
    "b = import_module('shop.handlers.books')\nb.get_book\nf = f('shop.handlers.books')\nf.get_book\n",
    "from importlib import import_module\nb = import_module('shop.handlers.books')\nb = 1\nb.get_book\n",
    "from shop.handlers.books import *\ndef get_book(): ...\nget_book()\n",
    'import { getBook } from "@/handlers/orders";\ngetBook();\n',
    'import { getBook } from "books";\ngetBook();\nclient.getBook();\n"getBook";\n// getBook\n',
    'import * as b from "@/handlers/books";\nfunction f(b) { b.getBook(); }\n',
    'import * as b from "@/handlers/books";\nconst c = c;\nlet d = b, e = d;\nd.getBook; c.getBook;\n',
    'import("@/handlers/books").catch((m) => m.getBook);\nload("@/handlers/books").then((m) => m.getBook);\n',
    'vi.mock("@/handlers/books", () => made);\nclient.getBook();\n',
]
"""What is said is another thing."""
OWN = [
    "async def fetch_book():\n    «get_book»()\ndef f():\n"
    "    get_book = 1\n    return get_book\n«get_book» = wrap(«get_book»)\n",
    "if x:\n    class «get_book»: ...\n__all__ = [\n    '«get_book»',\n]\n",
    "const «getBook»: X = function getBook() { getBook(); };\nexport { «getBook» };\nexport { x as «getBook» };\n",
    "let «getBook» = 1;\n«getBook» = wrap(«getBook»);\n{ const getBook = 2; getBook; }\n",
]


def names(text: str) -> tuple[str, str, str, str]:
    return TYPESCRIPT if "getBook" in text else PYTHON


CLIENT = "sdk/python/src/shop_client/"
PACKAGES = {"shop_client": f"{CLIENT}resources/"}
OF_CLIENTS = [
    ("__init__", "from shop_client import «Old»\n__all__ = ['«Old»']\ndef f(x: '«Old»') -> None: ...\n"),
    ("__init__", "if TYPE_CHECKING:\n    from shop_client import «Old» as S\n"),
    ("__init__", "import shop_client as c\nimport shop_client\nc.«Old», shop_client.«Old», getattr(c, '«Old»')\n"),
    ("__init__", "patch('shop_client.«Old»')\npatch('shop_client.results.Old')\n"),
    ("__init__", "from shop_client import *\n«Old»\n"),
    ("results/books", "from shop_client.results.books import «Old»\nfrom shop_client.results import Old as o\n"),
    ("results/books", "from shop_client import results\nresults.books.«Old»\nresults.Old\n"),
    ("results/books", "from shop.results.books import Old\nfrom client.results.books import Old as o\n"),
]


@pytest.mark.parametrize(("module", "marked"), OF_CLIENTS)
def test_what_clients_have_is_reached_by_their_packages(module: str, marked: str) -> None:
    text = _PLACE.sub(r"\1", marked)
    found = merge.called("tests/test_own.py", text, {(f"{CLIENT}{module}.py", "Old"): "New"}, PACKAGES)
    assert found.text == _PLACE.sub("New", marked)


def test_what_has_left_a_file_of_a_client_is_imported_by_the_name_of_its_package() -> None:
    names = {(f"{CLIENT}results/books.py", "Old"): Elsewhere("New", f"{CLIENT}results/orders.py")}
    text = "from shop_client.results.books import Old\npatch('shop_client.results.books.Old')\n"
    found = merge.called("tests/test_own.py", text, names, PACKAGES)
    assert found.text == text.replace("books", "orders").replace("Old", "New")
    found = merge.called(f"{CLIENT}own.py", "from .results.books import Old\nOld\n", names, PACKAGES)
    assert found.text == "from .results.orders import New\nNew\n"


def called(marked: str, home: str, path: str, old: str, new: str) -> tuple[str, str]:
    """What becomes of a text, and what is expected."""
    text = _PLACE.sub(r"\1", marked)
    found = merge.called(path, text, {(home, old): new}, ALIASES)
    assert bool(found.lines) == (found.text != text) and not found.left
    return found.text, _PLACE.sub(lambda place: place[2] or new, marked)


@pytest.mark.parametrize("marked", [*FOLLOWED, *SHADOWED, *OTHERS])
def test_a_new_name_is_followed_where_that_is_sure(marked: str) -> None:
    found, expected = called(marked, *names(marked))
    assert found == expected
    if names(marked) is PYTHON:
        ast.parse(found)


@pytest.mark.parametrize("marked", OWN)
def test_in_its_own_file_too(marked: str) -> None:
    home, _, *pair = names(marked)
    found, expected = called(marked, home, home, *pair)
    assert found == expected


def test_lines_are_told() -> None:
    text = "from shop.handlers import books\n\nbooks.get_book\nbooks.drop\n"
    home, path, old, new = PYTHON
    found = merge.called(path, text, {(home, old): new, (home, "drop"): ""}, {})
    assert found.lines == {(home, old): (3,)} and found.left == {(home, "drop"): (4,)}
    given = "from elsewhere import get_book\nget_book()\n"
    found = merge.called(home, given, {(home, old): new}, {})
    assert found.text == given and found.left == {(home, old): (2,)}
    matched = "match x:\n    case get_book:\n        pass\nget_book\n"
    found = merge.called(home, matched, {(home, old): new}, {})
    assert found.text == matched and found.left == {(home, old): (4,)}
    home, path, old, new = TYPESCRIPT
    for mock in (
        'vi.mock("../src/handlers/books.ts", () => ({ default: { getBook: 1 } }));\n',
        'vi.mock("../src/handlers/books.ts", made);\n\nfunction made() {\n  return { getBook: 1 };\n}\n',
    ):
        found = merge.called(path, mock, {(home, old): new}, ALIASES)
        assert found.text == mock and found.left == {(home, old): (mock[: mock.index("getBook")].count("\n") + 1,)}


HANDED_ON = [
    ("from shop.handlers.books import *\n", "get_book"),
    ("from shop.handlers.books import *\ndef get_book(): ...\n", ""),
    ("from shop.handlers import books\n", "books.get_book"),
    ("import shop.handlers.books as b\n", "b.get_book"),
    ("from shop.handlers import books\nbooks = wrap(books)\n", ""),
    ("def f():\n    from shop.handlers import books\n", ""),
    ('export * from "@/handlers/books"; // getBook\n', "getBook"),
    ('export * from "@/handlers/books";\nexport const getBook = 1;\n', ""),
    ('export * as b from "@/handlers/books"; // getBook\n', "b.getBook"),
    ('export type * from "@/handlers/books"; // getBook\n', "getBook"),
    ('export type * as b from "@/handlers/books"; // getBook\n', "b.getBook"),
    ('import * as b from "@/handlers/books"; // getBook\nexport { b, b as c };\n', "b.getBook c.getBook"),
    ('import * as b from "@/handlers/books"; // getBook\n', ""),
]


@pytest.mark.parametrize(("text", "expected"), HANDED_ON)
def test_all_of_a_file_is_handed_on_whatever_becomes_of_it(text: str, expected: str) -> None:
    home, path, old, new = names(text)
    elsewhere = Elsewhere(new, home.replace("books", "orders"))
    for now, there in ((new, new), ("", ""), (None, None), (elsewhere, None)):
        found = merge.called(path, text, {(home, old): now}, ALIASES)
        added = isinstance(now, Elsewhere) and expected == old
        assert found.passed_on == {name: ((home, old), new if added else there) for name in expected.split()}
        assert (found.text != text) == added


THROUGH = [
    ("from shop.api import books\nbooks.«get_book»\n", "shop/api.py", "books.get_book"),
    ("import shop.api as a\na.books.«get_book»\npatch('shop.api.books.«get_book»')\n", "shop/api.py", "books.get_book"),
    ('import { books as b } from "@/api";\nb.«getBook»; api.books.getBook;\n', "src/api.ts", "books.getBook"),
    ('import type * as a from "@/api";\nlet x: a.books.«getBook»<a.getBook>;\n', "src/api.ts", "books.getBook"),
    ('import * as a from "@/api";\na.books.«getBook»(); a.«getBook|getBook»;\n', "src/api.ts", "books.getBook"),
]


@pytest.mark.parametrize(("marked", "home", "name"), THROUGH)
def test_what_is_reached_through_a_file_that_hands_another_one_on(marked: str, home: str, name: str) -> None:
    path, new = names(marked)[1::2]
    found = merge.called(path, _PLACE.sub(r"\1", marked), {(home, name): new}, ALIASES)
    assert found.text == _PLACE.sub(lambda place: place[2] or new, marked) and not found.left
    for now in ("", None):
        found = merge.called(path, _PLACE.sub(r"\1", marked), {(home, name): now}, ALIASES)
        assert found.text == _PLACE.sub(r"\1", marked) and found.left


GONE = [
    "from shop.handlers.books import (\n«    get_book,\n|»    other,\n)\n__all__ = [«'get_book', |»'other']\n",
    "«from shop.handlers.books import get_book as get_book\n|»",
    'export { «getBook, |»other } from "@/handlers/books";\n',
    "from shop.handlers.books import get_book as get_book\nx = get_book\n",
    "from shop.handlers.books import get_book\n",
    'import { getBook } from "@/handlers/books";\nexport { getBook };\n',
]


@pytest.mark.parametrize("marked", GONE)
def test_what_only_hands_on_what_is_gone_goes(marked: str) -> None:
    home, path, old, _ = names(marked)
    text, expected = (re.sub(r"«([^|]*)\|»", kept, marked) for kept in (r"\1", ""))
    found = merge.called(path, text, {(home, old): ""}, ALIASES)
    assert found.text == expected and bool(found.left) == (text == expected)


LISTS = [
    ("shop/handlers/books.py", "__all__ = ['a', «'aa', »'b']\n", "b a"),
    ("shop/handlers/books.py", "__all__ = (\n    'c',\n    'b',\n«    'aa',\n»)\n", "b c"),
    ("shop/handlers/books.py", "__all__ = [«'aa', »'b', 'c']\n", "b c"),
    ("shop/handlers/books.py", "__all__ = ['b']\n", "b c"),
    ("shop/handlers/books.py", "__all__ = [name for name in dir()]\n", "b c"),
    ("shop/x.py", "from .handlers.books import «aa, »b, c\n__all__ = [«'aa', »'b', 'c', 'd']\n", "b c"),
    ("shop/x.py", "from .handlers.books import b, c\n", "b c"),
    ("shop/x.py", "from .books import b, c\n__all__ = ['b', 'c']\n", "b c"),
    (
        "shop/x.py",
        "from .handlers.books import c as c\nfrom .handlers.books import b as b\n"
        "«from .handlers.books import aa as aa\n»",
        "b c",
    ),
    ("src/x.ts", 'export { c, b«, aa» } from "./handlers/books.ts";\n', "b c"),
    ("src/x.ts", 'export {\n«  aa,\n»  b,\n  c,\n} from "@/handlers/books";\n', "b c"),
    ("src/x.ts", 'export { b } from "./handlers/books.ts";\n', "b c"),
    ("src/x.ts", 'export { b } from "./handlers/books.ts";\n', "b"),
]


@pytest.mark.parametrize(("path", "marked", "before"), LISTS)
def test_a_list_of_all_has_the_new_one_too(path: str, marked: str, before: str) -> None:
    home = PYTHON[0] if path.endswith(".py") else TYPESCRIPT[0]
    listing = Listing(home, frozenset(before.split()), ("aa",))
    found = merge.listed(path, re.sub(r"«[^»]*»", "", marked), listing, ALIASES)
    assert found == re.sub(r"[«»]", "", marked)
    assert merge.listed(path, found, listing, ALIASES) == found


SWAPPED = [
    "from shop.handlers.books import «a|b as a», «b|a as b»\nx = [a, b]\n",
    "from shop.handlers import books\nx = [books.«a|b», books.«b|a»]\n",
]


@pytest.mark.parametrize("marked", SWAPPED)
def test_names_that_change_places(marked: str) -> None:
    home = PYTHON[0]
    pairs = {(home, "a"): "b", (home, "b"): "a"}
    found = merge.called("shop/x.py", _PLACE.sub(r"\1", marked), pairs, {})
    assert found.text == _PLACE.sub(r"\2", marked)


def test_a_name_that_another_handler_has_now_is_left_to_it() -> None:
    home = PYTHON[0]
    text = "def b():\n    a()\n\n\ndef a():\n    b()\n"
    found = merge.called(home, text, {(home, "a"): "b", (home, "b"): "a"}, {}, again=("a", "b"))
    assert found.text == "def b():\n    b()\n\n\ndef a():\n    a()\n"
    found = merge.called(home, text, {(home, "a"): "b"}, {})
    assert found.text == text and found.left == {(home, "a"): (2, 5)}
    home = TYPESCRIPT[0]
    text = "const b = () => a();\nconst a = () => b();\n"
    found = merge.called(home, text, {(home, "a"): "b", (home, "b"): "a"}, {}, again=("a", "b"))
    assert found.text == "const b = () => b();\nconst a = () => a();\n"
    assert merge.called(home, text, {(home, "a"): "b"}, {}).text == text


LEADING = [
    "from shop.handlers.«books|library» import get_book\nfrom .handlers.«books|library» import (\n    a,\n)\n",
    "from shop.handlers import «books|library as books»\nbooks.get_book\n",
    "from .handlers import orders, «books|library» as b\nb.get_book\n",
    "import shop.handlers.«books|library» as b\nb.get_book\n",
    "patch('shop.handlers.«books|library».get_book')\nlog('shop.handlers.books. is a module')\n",
    "from other.books import books\nfrom shop import books\nbooks.books\n",
    'import { getBook } from "./handlers/«books|library».ts";\nexport * from "@/handlers/«books|library»";\n',
    'vi.mock("./handlers/«books|library».js");\nawait import("@/handlers/«books|library»");\n',
    'import { books } from "books";\nimport x from "./books.ts";\nlog("books");\n',
]


@pytest.mark.parametrize("marked", LEADING)
def test_what_leads_to_a_file_with_another_name_leads_there(marked: str) -> None:
    home = (TYPESCRIPT if ";" in marked else PYTHON)[0]
    folder, _, file = home.partition("/handlers/books")
    found = merge.leading(
        f"{folder}/own{file}", _PLACE.sub(r"\1", marked), {home: f"{folder}/handlers/library{file}"}, ALIASES
    )
    assert found == _PLACE.sub(r"\2", marked)


PARTED = [
    (
        "from shop.handlers.books import get_book\nget_book()\n",
        "from shop.handlers.orders import get_book\nget_book()\n",
        "from shop.handlers.orders import fetch_book\nfetch_book()\n",
    ),
    (
        "from .handlers.books import add as a, get_book as gb  # noqa\n",
        "from .handlers.books import add as a  # noqa\nfrom .handlers.orders import get_book as gb  # noqa\n",
        "from .handlers.books import add as a  # noqa\nfrom .handlers.orders import fetch_book as gb  # noqa\n",
    ),
    (
        "if x:\n    from .handlers.books import (\n        add,\n        get_book,\n    )\n",
        "if x:\n    from .handlers.books import (\n        add,\n    )\n    from .handlers.orders import get_book\n",
        "if x:\n    from .handlers.books import (\n        add,\n    )\n    from .handlers.orders import fetch_book\n",
    ),
    (
        "from shop.handlers.books import get_book\nfrom shop.handlers.orders import find, zoom\n",
        "from shop.handlers.orders import find, get_book, zoom\n",
        "from shop.handlers.orders import find, fetch_book, zoom\n",
    ),
    (
        "patch('shop.handlers.books.get_book')\n",
        "patch('shop.handlers.orders.get_book')\n",
        "patch('shop.handlers.orders.fetch_book')\n",
    ),
    (
        'import { getBook } from "@/handlers/books.ts";\ngetBook();\n',
        'import { getBook } from "@/handlers/orders.ts";\ngetBook();\n',
        'import { fetchBook } from "@/handlers/orders.ts";\nfetchBook();\n',
    ),
    (
        "import { add, getBook as gb } from '../src/handlers/books'\n",
        "import { add } from '../src/handlers/books'\nimport { getBook as gb } from '../src/handlers/orders'\n",
        "import { add } from '../src/handlers/books'\nimport { fetchBook as gb } from '../src/handlers/orders'\n",
    ),
    (
        'import x, { type getBook } from "../src/handlers/books.js";\n',
        'import x from "../src/handlers/books.js";\nimport { type getBook } from "../src/handlers/orders.js";\n',
        'import x from "../src/handlers/books.js";\nimport { type fetchBook } from "../src/handlers/orders.js";\n',
    ),
    (
        'import type {getBook} from "@/handlers/books";\nimport type {\n  find,\n} from "@/handlers/orders";\n',
        'import type { find, getBook } from "@/handlers/orders";\n',
        'import type { find, fetchBook } from "@/handlers/orders";\n',
    ),
    (
        'export { add, getBook } from "../src/handlers/books.ts";\n',
        'export { add } from "../src/handlers/books.ts";\nexport { getBook } from "../src/handlers/orders.ts";\n',
        'export { add } from "../src/handlers/books.ts";\nexport { fetchBook } from "../src/handlers/orders.ts";\n',
    ),
    (
        'const { getBook } = await import("@/handlers/books");\n(await import("@/handlers/books")).getBook();\n',
        'const { getBook } = await import("@/handlers/orders");\n(await import("@/handlers/orders")).getBook();\n',
        'const { fetchBook: getBook } = await import("@/handlers/orders");\n'
        '(await import("@/handlers/orders")).fetchBook();\n',
    ),
    (
        "from shop.handlers.books import *  # noqa\n\nget_book()\n",
        "from shop.handlers.books import *  # noqa\n"
        "from shop.handlers.orders import get_book as get_book\n\nget_book()\n",
        "from shop.handlers.books import *  # noqa\n"
        "from shop.handlers.orders import fetch_book as fetch_book\n\nfetch_book()\n",
    ),
    (
        "from .handlers.books import *\nfrom .handlers.orders import *\nget_book()\n",
        "from .handlers.books import *\nfrom .handlers.orders import *\nget_book()\n",
        "from .handlers.books import *\nfrom .handlers.orders import *\nfetch_book()\n",
    ),
    (
        "import importlib\nimportlib.import_module('shop.handlers.books').get_book\n",
        "import importlib\nimportlib.import_module('shop.handlers.orders').get_book\n",
        "import importlib\nimportlib.import_module('shop.handlers.orders').fetch_book\n",
    ),
    (
        'export * from "../src/handlers/books"; // getBook\n',
        'export * from "../src/handlers/books"; // getBook\nexport { getBook } from "../src/handlers/orders";\n',
        'export * from "../src/handlers/books"; // getBook\nexport { fetchBook } from "../src/handlers/orders";\n',
    ),
    (
        'import("@/handlers/books").then((m) => m.getBook());\n',
        'import("@/handlers/orders").then((m) => m.getBook());\n',
        'import("@/handlers/orders").then((m) => m.fetchBook());\n',
    ),
    (
        'const m = await import("@/handlers/books");\nm.getBook.name;\n',
        'const m = await import("@/handlers/orders");\nm.getBook.name;\n',
        'const m = await import("@/handlers/orders");\nm.fetchBook.name;\n',
    ),
    (
        'vi.mock("@/handlers/books", () => ({ getBook: vi.fn() }));\n',
        'vi.mock("@/handlers/orders", () => ({ getBook: vi.fn() }));\n',
        'vi.mock("@/handlers/orders", () => ({ fetchBook: vi.fn() }));\n',
    ),
]


@pytest.mark.parametrize(("text", "moved", "renamed"), PARTED)
def test_a_function_that_is_in_another_file_is_had_from_there(text: str, moved: str, renamed: str) -> None:
    home, path, old, new = names(text)
    for name, expected in ((old, moved), (new, renamed)):
        now = Elsewhere(name, home.replace("books", "orders"))
        found = merge.called(
            path if "./" in text else path.replace("tests/", "shop/"), text, {(home, old): now}, ALIASES
        )
        assert found.text == expected and found.lines and not found.left
        again = merge.called(path, found.text, {(home, old): now}, ALIASES)
        assert again.text == found.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "from shop.books import a\nfrom shop.orders import b\n",
            "from shop.books import b\nfrom shop.orders import a\n",
        ),
        (
            "from shop.books import a, c\nfrom shop.orders import b\n",
            "from shop.books import b, c\nfrom shop.orders import a\n",
        ),
    ],
)
def test_functions_that_change_files_with_one_another(text: str, expected: str) -> None:
    books, orders = "shop/books.py", "shop/orders.py"
    pairs = {(books, "a"): Elsewhere("a", orders), (orders, "b"): Elsewhere("b", books)}
    assert merge.called("shop/x.py", text, pairs, {}).text == expected


def test_a_file_has_from_another_one_what_has_left_it() -> None:
    home, _, old, new = PYTHON
    text = "from shop.context import Context\n\n\nasync def twice(ctx: Context):\n    await get_book(ctx)\n"
    found = merge.called(home, text, {(home, old): Elsewhere(old, "shop/handlers/orders.py")}, {})
    assert found.text == text.replace("Context\n\n", "Context\nfrom .orders import get_book\n\n", 1)
    assert found.lines == {(home, old): (2,)} and not found.left
    found = merge.called(home, f"{text}\n\ndef get_book(): ...\n", {(home, old): Elsewhere(new, "shop/x.py")}, {})
    assert "import get_book" not in found.text
    home, _, old, new = TYPESCRIPT
    text = "import type { Context } from '../context';\n\nexport const twice = (ctx: Context) => getBook(ctx);\n"
    found = merge.called(home, text, {(home, old): Elsewhere(old, "src/handlers/orders.ts")}, ALIASES)
    assert found.text == text.replace("';\n", "';\nimport { getBook } from './orders';\n", 1) and not found.left


CLIENTS = [
    ("from shop_client import Shop\nwith Shop() as c:\n    c.books.«get_book»()\n", 0),
    ("import shop_client as s\nc = s.Shop()\nawait c.books.«get_book»()\n", 0),
    ("from shop_client import AsyncShop\nasync def f(c: AsyncShop): return c.books.«get_book»\n", 0),
    ("from shop_client import Shop\nShop().books.«get_book»()\nShop().orders.get_book()\n", 0),
    ("from shop_client import Shop\nclass A:\n    c = c\n    c.books.get_book()\n", 4),
    ("from shop_client import Shop\nc = Shop()\nc = other()\nc.books.get_book()\n", 4),
    ("from elsewhere import Shop\nShop().books.get_book()\n", 0),
]


@pytest.mark.parametrize(("marked", "left"), CLIENTS)
def test_a_method_of_a_client_is_followed_where_the_client_is_sure(marked: str, left: int) -> None:
    folder = "sdk/shop_client/resources/"
    key = (f"{folder}books.py", "get_book")
    found = merge.called("own.py", _PLACE.sub(r"\1", marked), {key: "fetch_book"}, {"shop_client": folder})
    assert found.text == _PLACE.sub("fetch_book", marked) and found.left == ({key: (left,)} if left else {})
    found = merge.called(
        "own.py", _PLACE.sub(r"\1", marked), {key: Elsewhere("get_book", f"{folder}loans.py")}, {"shop_client": folder}
    )
    assert found.text == _PLACE.sub(r"\1", marked.replace("books.«", "loans.«"))


APART = [
    "from shop.handlers import books\nbooks.get_book()\n",
    "x = 1; from shop.handlers.books import *\nget_book()\n",
    "from shop.handlers import books\npatch.multiple(books, get_book=1)\n",
    "from importlib import import_module\nb = import_module('shop.handlers.books')\nb.get_book\n",
    "import sys\nsys.modules['shop.handlers.books'].get_book\n",
    "from shop.handlers.books import (\n    add,\n    get_book,  # mine\n)\n",
    'import * as books from "@/handlers/books";\nbooks.getBook();\n',
    'const { add, getBook } = await import("@/handlers/books");\n',
    'import("@/handlers/books").then((m) => [m.add, m.getBook]);\n',
    'const m = await import("@/handlers/books");\nrun(m, m.getBook);\n',
    'vi.mock("@/handlers/books"); // getBook\n',
    'vi.mock(import("@/handlers/books"), { spy: true }); // getBook\n',
    'vi.mock("@/handlers/books", () => ({ add: vi.fn(), getBook: vi.fn() }));\n',
    'vi.mock("@/handlers/books", async (actual) => ({ ...(await actual()), getBook: vi.fn() }));\n',
]


@pytest.mark.parametrize("text", APART)
def test_where_it_is_not_sure_that_it_can_be_had_from_there_it_is_told(text: str) -> None:
    home, path, old, new = names(text)
    found = merge.called(path, text, {(home, old): Elsewhere(new, home.replace("books", "orders"))}, ALIASES)
    assert found.text == text and found.left
