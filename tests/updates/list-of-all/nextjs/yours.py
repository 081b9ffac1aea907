import re
from pathlib import Path

books = Path("src/handlers/books.ts")
names = re.findall(r"^export const (\w+)", books.read_text(), re.M)
lines = "".join(f"  {name},\n" for name in names)
Path("src/api.ts").write_text(f'export {{\n{lines}}} from "./handlers/books.ts";\n')
Path("src/all.ts").write_text(f'export {{ {", ".join(sorted(names))} }} from "@/handlers/books";\n')
Path("src/some.ts").write_text('export { getBook, listBooks } from "./handlers/books.ts";\n')
Path("src/users.ts").write_text('import { getBook } from "./all.ts";\n\nexport const first = getBook;\n')
