from pathlib import Path

books, orders = (Path(f"shop/handlers/{name}.py") for name in ("books", "orders"))
head, _, rest = orders.read_text().partition("\n\n\nasync def ")
text = books.read_text().replace(
    "import datetime\n", "import datetime\nfrom typing import Literal\nfrom uuid import UUID\n"
)
text = text.replace(
    "books as results\n", "books as results\nfrom shop.generated.results import orders as order_results\n"
)
rest = rest.replace("results.", "order_results.").replace(
    '    """List your orders"""\n', '    """List your orders"""\n    print(page)\n'
)
Path("shop/handlers/all.py").write_text(
    f"{text}\n\nasync def {rest}".replace('    """Get one book"""\n', '    """Get one book"""\n    print(book_id)\n')
)
books.unlink()
orders.unlink()
