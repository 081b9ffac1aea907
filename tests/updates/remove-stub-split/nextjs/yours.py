import re
from pathlib import Path

books = Path("src/handlers/books.ts")
found = re.search(r"/\*\* Upload the cover \*/\n.*?\n};\n", books.read_text(), re.S)
Path("src/covers.ts").write_text(
    'import { NotImplemented } from "./generated/core/problems.ts";\n'
    'import type { UploadCover } from "./generated/operations/books.ts";\n\n' + found[0]
)
text = books.read_text().replace(found[0], 'export { uploadCover } from "../covers.ts";\n')
books.write_text(text.replace("  UploadCover,\n", ""))
