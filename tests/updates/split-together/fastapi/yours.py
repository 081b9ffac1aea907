import re
from pathlib import Path

lists = ['"""Lists."""\n', "from __future__ import annotations\n", "import datetime\n"]
lists += ["from shop.context import Context", "from shop.generated import models"]
lists += ["from shop.generated.results import orders as results\n"]
for service in ("books", "orders"):
    place, name = Path(f"shop/handlers/{service}.py"), f"list_{service}"
    text = place.read_text()
    found = re.search(rf"async def {name}\(.*?raise NotImplementedError\n\n\n", text, re.S)
    assert found
    imported = f"from shop.handlers.lists import {name} as {name}\n"
    text = text.replace(found[0], "").replace(f"{service} as results\n", f"{service} as results\n{imported}")
    place.write_text(text.replace("import datetime\n\n", ""))
    lists.append("\n" + found[0].rstrip().replace("    raise", "    print(ctx)\n    raise") + "\n")
Path("shop/handlers/lists.py").write_text("\n".join(lists))
