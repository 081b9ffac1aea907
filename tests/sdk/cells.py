"""Sends each value of each cell by the Python client of tests/styles.py, and prints those that did not arrive as sent.

`python cells.py ADDRESS CELLS`: CELLS is a JSON file of names and values, and the service answers what arrived.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from service_client import Service

address, cells = sys.argv[1:]
client = Service(base_url=address, max_retries=0)
wrong = []
for name, values in json.loads(Path(cells).read_text("utf-8")):
    call = getattr(client.cells, name)
    for value in values:
        try:
            arrived = call(value=value)["with"].get("value")
        except Exception as error:
            arrived = f"{type(error).__name__}: {error}"
        if arrived != value:
            wrong.append({"cell": name, "sent": value, "arrived": arrived})
print(json.dumps(wrong))
