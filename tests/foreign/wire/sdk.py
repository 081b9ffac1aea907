"""Calls of our Python SDK: none with styles of parameters, which Prism dies of, or lists in forms, which it can't
read."""

import datetime
import sys

from tell import tell_values
from wire_client import File, SdkError, Wire, models

client = Wire(sys.argv[1], max_retries=0)
color = models.Rgb(R=1, G=2)
tree = models.Tree(name="é", children=[models.Tree(name="leaf", any=color)], even=4, price=0.5, n=None)
form = models.FormBody(a=1, deep=models.Deep(a=1, tags=["t"], sub=color), when=datetime.date(2020, 2, 29))
upload = models.FilesRequest(
    files=[
        File(b"\x89PNG\r\n\x1a\n", filename="a.png", content_type="image/png"),
        File(b"text", filename="ü.txt", content_type="text/plain"),
    ],
    tags=["new", "sea, sun"],
    meta=color,
    n=7,
)
calls = {
    "text after a placeholder": lambda: client.f.fj(id="a/b"),
    "a verb after a placeholder": lambda: client.f.fv(id="a:b"),
    "two placeholders": lambda: client.f.fab(a="a b", b="ü"),
    "a placeholder that is the name beside it": lambda: client.f.fid(id="me"),
    "a name beside a placeholder": client.f.fme,
    "JSON": lambda: client.bodies.bodies(body=tree),
    "a form": lambda: client.bodies.bodies(body=form),
    "plain text": lambda: client.bodies.bodies(body="néa"),
    "bytes": lambda: client.bodies.bodies(body=b"\0\xff"),
    "multipart": lambda: client.files.files(body=upload),
    "a refusal as described": lambda: client.refusals.refuse_closed(n="x"),
    "a refusal by the default": lambda: client.refusals.refuse_nested(n="x"),
    "a refusal as text": lambda: client.refusals.refuse_text(n="x"),
    "a refusal as bytes": lambda: client.refusals.refuse_bytes(n="x"),
}
tell_values(calls, SdkError)
