"""Where route files lie: in the folder that is served at `/api`, without that name twice if nothing is in the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

import scaffold
from scaffold.config import Config
from scaffold.diag import Report

ROOT = "app/api"
CASES: dict[str, tuple[str, Sequence[str], Sequence[str]]] = {
    "no path of its own": ("", ["/books"], ["/books"]),
    "another path": ("/v1", ["/books", "/"], ["/v1", "/v1/books"]),
    "the folder's": ("/api", ["/books", "/{id}/parts"], ["/api/[id]/parts", "/api/books"]),
    "the folder's, without what has a place there": ("/api", ["/books", "/v2/{id}"], ["/books", "/v2/[id]"]),
    "below the folder's": ("/api/v2", ["/books", "/healthz"], ["/v2/books", "/v2/healthz"]),
    "the folder's root": ("/api", ["/", "/books"], ["", "/books"]),
    "in paths alone": ("", ["/api/books", "/api/books/{id}"], ["/books", "/books/[id]"]),
    "in some paths": ("", ["/api/books", "/login", "/"], ["", "/books", "/login"]),
    "the same behind it": ("", ["/api/login", "/login"], ["/api/login", "/login"]),
    "the same but for case": ("", ["/api/Login", "/login"], ["/api/Login", "/login"]),
    "both roots": ("", ["/api", "/"], ["", "/api"]),
    "anything beside it": ("", ["/api/books", "/{id}"], ["/[id]", "/api/books"]),
    "what the project has itself": ("/api", ["/docs", "/books"], ["/api/books", "/api/docs"]),
    "another case": ("/API", ["/books"], ["/API/books"]),
    "twice": ("/api/api", ["/books"], ["/api/books"]),
    "only at the beginning": ("", ["/apis/books", "/v1/api"], ["/apis/books", "/v1/api"]),
}


@pytest.mark.parametrize(("base", "paths", "folders"), CASES.values(), ids=CASES)
def test_route_files_lie_where_they_are_served(
    base: str, paths: Sequence[str], folders: Sequence[str], tmp_path: Path
) -> None:
    spec = tmp_path / "api.yaml"
    spec.write_text(yaml.safe_dump(description(base, paths)), "utf-8")
    own = {"next": "16", "router": "app"}
    config = Config(spec=str(spec), dest=tmp_path / "made", name="made", package="made", backend="nextjs", own=own)
    report = Report()
    tree = scaffold.generate(config, report)
    assert not report.failed
    besides = {f"/{name}" for name in ("healthz", "readyz", "docs", "openapi.json", "[...unmatched]")}
    found = {path.removeprefix(ROOT).removesuffix("/route.ts") for path in tree if path.endswith("/route.ts")}
    assert sorted(found - besides) == list(folders)


def description(base: str, paths: Sequence[str]) -> object:
    """An API with an operation at each of the paths."""
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Paths", "version": "1"},
        "servers": [{"url": base or "/"}],
        "paths": {
            path: {
                "get": {
                    "parameters": [parameter] if "{id}" in path else [],
                    "responses": {"204": {"description": "Done."}},
                }
            }
            for path in paths
        },
    }
