from pathlib import Path

path = Path("src/handlers/books.ts")
text = path.read_text().replace("  ", "\t")
path.write_text(text.replace("\tthrow new", "\tconsole.log(ctx);\n\tthrow new", 3))
