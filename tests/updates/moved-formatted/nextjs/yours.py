import re
from pathlib import Path


def formatted(text: str) -> str:
    text = re.sub(r"/\*\*.*?\*/\n", "", text, flags=re.DOTALL)
    return text.replace('"', "'").replace(";\n", "\n").replace("\n  ", "\n    ")


old, new = Path("src/handlers/books.ts"), Path("src/catalogue.ts")
text = formatted(old.read_text().replace("../generated/", "./generated/"))
text = re.sub(r"\(ctx, \{ (\w+) \}\) =>", r"(\n    ctx,\n    { \1 }\n) =>", text)
text = text.replace("throw new NotImplemented(", "throw missing(")
assert text.count("missing") == 7
new.write_text(f"{text}\nfunction missing(name: string): Error {{\n    return new NotImplemented(name)\n}}\n")
old.unlink()
context = Path("src/context.ts")
Path("src/request.ts").write_text(formatted(context.read_text()))
context.unlink()
