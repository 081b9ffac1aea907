"""The shape of a generated project: what is left of its files when all words are taken out."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import ryaml

from scaffold.tree import File, Tree

Shape = tuple[object, ...]
_COMMAND = re.compile(r"^([A-Z]+)\b", re.M)


def shapes(tree: Tree) -> Counter[Shape]:
    """The shapes of all files but the generated tests, whose cases follow the values of a description."""
    return Counter(shape(file) for file in tree.values() if not file.path.startswith("tests/generated/"))


def shape(file: File) -> Shape:
    """The shape of one file, by its kind."""
    text = file.data.decode()
    name = file.path.rpartition("/")[2]
    match name.rpartition(".")[2]:
        case "py":
            return ("python", *sorted(_nodes(text).items()))
        case "json":
            return ("json", file.path, *sorted(Counter(_kinds(json.loads(text))).items()))
        case "toml":
            return ("toml", file.path, *_kinds(tomllib.loads(text)))
        case "yml" | "yaml":
            return ("yaml", file.path, *_kinds(ryaml.loads(text)))
        case "html":
            return ("html", file.path, *_tags(text))
        case "md":
            return ("markdown", file.path, *_outline(text))
        case "Dockerfile":
            return ("dockerfile", file.path, *_COMMAND.findall(text))
    return (name, file.path, text.count("\n"))


def _nodes(text: str) -> Counter[str]:
    """How many nodes of each kind a syntax tree has; docstrings, which words make or unmake, are left out."""
    tree = ast.parse(text)
    counts: Counter[str] = Counter()
    for node in ast.walk(tree):
        counts[type(node).__name__] += 1
    return counts


def vocabulary(text: str) -> set[str]:
    """Every identifier that a Python file's code uses or binds, but for names of functions and classes it defines."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.arg(arg=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found |= {name, other or name}
    return found


def _kinds(value: Any) -> Iterator[str]:
    """The kinds of a JSON value and of all it holds."""
    yield type(value).__name__
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _kinds(each)


def _tags(text: str) -> list[str]:
    found: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(f"{tag} {' '.join(name for name, _ in attrs)}")

    Parser().feed(text)
    return found


def _outline(text: str) -> list[str]:
    """Headings, fences, links and markup of a Markdown file, each as its kind."""
    marks = re.findall(r"^(#{1,6}) |^(```)|(\]\()|^( {4})\S|(<[a-zA-Z/!])", text, re.M)
    return [next(filter(None, mark)) for mark in marks]


def difference(ours: Shape, theirs: Iterable[Shape]) -> tuple[object, ...]:
    """What is in a shape more or less than in the most similar of others."""
    mine = Counter(ours)
    return min((tuple((mine - (c := Counter(one))).elements()) + tuple((c - mine).elements()) for one in theirs), key=len)
