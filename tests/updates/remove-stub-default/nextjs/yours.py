import re
from pathlib import Path

books = Path("src/handlers/books.ts")
found = re.search(r"/\*\* Upload the cover \*/\n.*?\n};\n", books.read_text(), re.S)
Path("src/covers.ts").write_text(
    'import { NotImplemented } from "./generated/core/problems.ts";\n'
    'import type { UploadCover } from "./generated/operations/books.ts";\n\n'
    "const most = 20;\n\nexport default most;\n\n" + found[0]
)
text = books.read_text().replace(found[0], "export { uploadCover };\n").replace("  UploadCover,\n", "")
text = text.replace("import type {\n", 'import most, { uploadCover } from "../covers.ts";\nimport type {\n', 1)
listing = '  throw new NotImplemented("listBooks");\n'
books.write_text(text.replace(listing, f"  if ((limit ?? most) > most) throw new RangeError('limit');\n{listing}"))
