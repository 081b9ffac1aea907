import re
from pathlib import Path

books, orders = (Path(f"shop/handlers/{name}.py") for name in ("books", "orders"))
text = orders.read_text()
found = re.search(r"async def get_invoice\(.*", text, re.S)
assert found
head = text[: text.index("async def list_orders")]
Path("shop/invoices.py").write_text(head + found[0].replace("    raise", "    print(format)\n    raise"))
imported = "from shop.invoices import get_invoice as get_invoice\n"
orders.write_text(text.replace(found[0], "").rstrip().replace("as results\n", f"as results\n{imported}") + "\n")
books.rename("shop/catalogue.py")
catalogue = Path("shop/catalogue.py")
catalogue.write_text(catalogue.read_text().replace("    raise", "    print(ctx)\n    raise"))
Path("tests/test_mine.py").write_text("""\
import shop.invoices


def test_mine() -> None:
    assert shop.invoices.get_invoice.__name__ == "get_invoice"
""")
