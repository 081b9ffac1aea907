"""The shape of a generated project: what is left of its files when all words are taken out."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import ryaml

from scaffold.tree import Tree

Shape = tuple[object, ...]
_INSTRUCTION = re.compile(r"^([A-Z]+)\b", re.M)
_MARK = re.compile(r"^(#{1,6}) |^(```)|(\]\()|^( {4})\S|(<[a-zA-Z/!])", re.M)


def shapes(tree: Tree) -> dict[str, Shape]:
    """The shape of every file but the generated tests, whose cases follow the values of a description."""
    return {path: shape(path, file.data) for path, file in tree.items() if not path.startswith("tests/generated/")}


@cache
def shape(path: str, content: bytes) -> Shape:
    """The shape of one file, by its kind; the paths of Python files may be names of a description."""
    text = content.decode()
    name = path.rpartition("/")[2]
    match name.rpartition(".")[2]:
        case "py":
            return ("python", *sorted(Counter(type(node).__name__ for node in _nodes(content)).items()))
        case "json":
            return (path, *_kinds(json.loads(text)))
        case "toml":
            return (path, *_kinds(tomllib.loads(text)))
        case "yml" | "yaml":
            return (path, *_kinds(ryaml.loads(text)))
        case "html":
            return (path, *_tags(text))
        case "md":
            return (path, *(next(filter(None, mark)) for mark in _MARK.findall(text)))
        case "Dockerfile":
            return (path, *_INSTRUCTION.findall(text))
    return (path, text.count("\n"))


def difference(ours: Shape, theirs: Iterable[Shape]) -> Shape:
    """What a shape has more and less than the most similar of others."""
    mine = Counter(ours)
    return min(((*(mine - Counter(one)), "|", *(Counter(one) - mine)) for one in theirs), key=len)


@cache
def _nodes(content: bytes) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(content)))


@cache
def vocabulary(content: bytes) -> frozenset[str]:
    """Every identifier in the code of a Python file."""
    found: set[str] = set()
    for node in _nodes(content):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found |= {name, other or name}
    return frozenset(found)


def _kinds(value: Any) -> Iterator[str]:
    """The kinds of a JSON value and of all it holds, in any order of its members."""
    yield type(value).__name__
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for kinds in sorted(tuple(_kinds(each)) for each in members):
        yield from kinds


def _tags(text: str) -> list[str]:
    found: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(f"{tag} {' '.join(name for name, _ in attrs)}")

    Parser().feed(text)
    return found
