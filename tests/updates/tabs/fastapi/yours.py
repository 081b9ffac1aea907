from pathlib import Path

path = Path("shop/handlers/books.py")
text = path.read_text().replace("    ", "\t")
path.write_text(text.replace("\traise NotImplementedError", "\tprint(ctx)\n\traise NotImplementedError", 3))
