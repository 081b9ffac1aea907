from pathlib import Path

books, orders = (Path(f"src/handlers/{name}.ts") for name in ("books", "orders"))
head, _, rest = orders.read_text().partition("/** List your orders */")
imported = next(line for line in head.splitlines() if "operations/orders" in line)
text = books.read_text().replace('operations/books.ts";\n', f'operations/books.ts";\n{imported}\n')
text += f"\n/** List your orders */{rest}"
for stub in ('throw new NotImplemented("getBook")', 'throw new NotImplemented("listOrders")'):
    assert stub in text
    text = text.replace(stub, f"console.log(ctx);\n  {stub}")
Path("src/handlers/all.ts").write_text(text)
books.unlink()
orders.unlink()
