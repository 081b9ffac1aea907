import re
from pathlib import Path

names = re.findall(r"export const (\w+):", Path("src/handlers/books.ts").read_text())
listed = "".join(f"  {name},\n" for name in sorted(names))
Path("src/all.ts").write_text(f'export {{\n{listed}}} from "./handlers/books.ts";\n')
Path("src/jobs.ts").write_text("""import { getBook } from "./handlers/books.ts";
import { listOrders, placeOrder } from "./handlers/orders.ts";

export const used = [getBook, listOrders, placeOrder];
""")
