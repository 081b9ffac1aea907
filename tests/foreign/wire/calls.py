"""Calls of the client that openapi-python-client makes; it runs in that one's environment.

There are no calls with lists or objects in the path, which it writes as Python does, none of the operation with all
kinds of query, which it leaves out, and no text as a body.
"""

import io
import sys

from foreign_client import Client
from foreign_client.api.default import (
    bodies,
    fab,
    fid,
    files,
    fj,
    fme,
    fv,
    refuse_bytes,
    refuse_closed,
    refuse_nested,
    refuse_text,
)
from foreign_client.models import FilesBody, FormBody, Rgb, Tree
from foreign_client.types import File
from tell import tell

client = Client(base_url=sys.argv[1])
color = Rgb(r=1, g=2)
leaf = Tree(name="leaf", any_=color)
tree = Tree(name="é", children=[leaf], any_=[leaf], even=4, price=0.07, n=None)
form = FormBody.from_dict({"a": 1, "list": [2, 3]})
upload = FilesBody(
    files=[
        File(payload=io.BytesIO(b"\x89PNG\r\n\x1a\n"), file_name="a.png", mime_type="image/png"),
        File(payload=io.BytesIO(b"text"), file_name="ü.txt", mime_type="text/plain"),
    ],
    tags=["new", "sea, sun"],
    meta=color,
    n=7,
)
calls = {
    "text after a placeholder": lambda: fj.sync_detailed("a/b", client=client),
    "a verb after a placeholder": lambda: fv.sync_detailed("a:b", client=client),
    "two placeholders": lambda: fab.sync_detailed("a b", "ü", client=client),
    "a placeholder that is the name beside it": lambda: fid.sync_detailed("me", client=client),
    "a name beside a placeholder": lambda: fme.sync_detailed(client=client),
    "JSON": lambda: bodies.sync_detailed(client=client, body=tree),
    "a form": lambda: bodies.sync_detailed(client=client, body=form),
    "bytes": lambda: bodies.sync_detailed(client=client, body=File(payload=io.BytesIO(b"\0\xff"))),
    "multipart": lambda: files.sync_detailed(client=client, body=upload),
    "a refusal as described": lambda: refuse_closed.sync_detailed(client=client, n="x"),
    "a refusal by the default": lambda: refuse_nested.sync_detailed(client=client, n="x"),
    "a refusal as text": lambda: refuse_text.sync_detailed(client=client, n="x"),
    "a refusal as bytes": lambda: refuse_bytes.sync_detailed(client=client, n="x"),
}
tell(calls)
