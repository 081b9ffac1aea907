from pathlib import Path

books = Path("src/handlers/books.ts")
text = books.read_text()
title = """export const Title = ({ name }: { name: string }) => <b title={name}>{name} &amp; more</b>;

"""
Path("src/handlers/books.tsx").write_text(text.replace("/** Get one book */", f"{title}/** Get one book */"))
books.unlink()
orders = Path("src/handlers/orders.ts")
start, end = (orders.read_text().index(f"/** {words} */") for words in ("List your orders", "Place an order"))
listing = orders.read_text()[start:end]
head = """import { NotImplemented } from "../generated/core/problems.ts";
import type { ListOrders } from "../generated/operations/orders.ts";

"""
Path("src/listing.tsx").write_text(
    head.replace("../", "./") + listing.replace("  throw", "  console.log(<i>{page}</i>);\n  throw")
)
text = orders.read_text().replace(listing, "").replace("ListOrders, ", "")
imported = 'import { NotImplemented } from "../generated/core/problems.ts";\n'
orders.write_text(text.replace(imported, imported + 'export { listOrders } from "../listing.tsx";\n'))
