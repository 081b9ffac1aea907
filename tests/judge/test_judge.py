"""schemathesis judges running services: no invalid input let in, no answer that the description doesn't know.

`pytest -m corpus tests/judge` judges all of them, each on every backend; `-m corpus_sample` a few, with few requests.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backends import BACKENDS, made
from tests.corpus.fetch import documents, fetch
from tests.judge.judge import excuses, judge
from tests.projects import ROOT

DOCUMENTS = (
    *("bookshop", "airflow2-stable", "airflow3-ui", "decentraland-catalyst", "dir-apideck-com-proxy"),
    *("dir-codat-io-sync-for-commerce", "dir-conjur-local", "dir-googleapis-com-texttospeech", "dir-httpbin-org"),
    *("dir-mercure-local", "dir-notion-com", "dir-nytimes-com-most-popular-api", "dir-soundcloud-com"),
    *("dir-surevoip-co-uk", "dir-wheretocredit-com", "dmcg-auth", "dmcg-names", "dmcg-publication-all"),
    *("dmcg-server-parameters", "dmcg-shapes", "drf-yasg-reference-swagger2", "figma"),
    *("jupyter-server-swagger2", "jupyterlab-server", "localstack", "openpayments-auth", "openpayments-resource"),
    *("pmxt-sidecar", "twilio-lookups-v2"),
)
"""Three were tried whose styles schemathesis does not write as OpenAPI has them: dmcg-parameter-styles (a label without
its dot, a space in the name of a cookie's member), dmcg-media and dmcg-form-encodings (parts with `style` as JSON, and
for `application/*` an application/json that is described beside it); tests/test_styles.py holds these."""
UNREAD = {"dir-notion-com": ("GET /v1/pages/{id}",), "dmcg-names": ("GET /files/{file.name}/{dcg_p0}",)}
"""Operations that schemathesis can't read: one has a header without a name, one a dot in a placeholder."""
SAMPLE = {
    "fastapi": ("bookshop", "openpayments-auth", "jupyter-server-swagger2"),
    "nextjs": ("bookshop", "openpayments-auth"),
}
METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH")
OTHERS = {"fastapi": ("TRACE", "QUERY"), "nextjs": ()}
"""Next.js itself answers TRACE with 500 and QUERY with 400, before any code of a project is asked."""
EXAMPLES = 20
"""How many requests are made up for each operation and kind of data, beside those that try its limits."""
FEW = 3


def _cases() -> list[object]:
    found: list[object] = []
    for backend in BACKENDS:
        for name in DOCUMENTS:
            found.append(pytest.param(backend, name, EXAMPLES, id=f"{backend} {name}", marks=pytest.mark.corpus))
        for name in SAMPLE[backend]:
            marks = [pytest.mark.corpus, pytest.mark.corpus_sample]
            found.append(pytest.param(backend, name, FEW, id=f"{backend} {name}, few requests", marks=marks))
    return found


@pytest.mark.parametrize(("backend", "name", "examples"), _cases())
def test_an_independent_judge_finds_nothing(backend: str, name: str, examples: int, tmp_path: Path) -> None:
    description = ROOT / "examples/bookshop.yaml" if name == "bookshop" else fetch(documents()[name])
    service = made(backend, description, tmp_path / "service")
    service.write_verify()
    service.build()
    with service.started(SCAFFOLD_MOCK="1", CERTIFICATE_HEADER="X-Client-Certificate") as served:
        verdict = judge(served.address, tmp_path, examples, METHODS + OTHERS[backend], UNREAD.get(name, ()))
    known = [one for one in excuses() if one.document == name and one.backend in ("", backend)]
    left = [finding for finding in verdict.findings if not any(one.covers(finding) for one in known)]
    assert not left, f"{len(left)} of {verdict.requests} requests:\n\n" + "\n\n".join(map(str, left[:20]))
    unused = [one.why for one in known if not one.used(verdict.findings)]
    assert examples == FEW or not unused, f"excused, but not found: {unused}"
    assert verdict.operations and verdict.requests > verdict.operations
