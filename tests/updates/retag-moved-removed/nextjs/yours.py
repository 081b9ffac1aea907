from pathlib import Path

old, new = Path("src/handlers/books.ts"), Path("src/catalogue.ts")
text = old.read_text().replace("../generated/", "./generated/")
stub = '  throw new NotImplemented("deleteBook");\n'
assert stub in text
new.write_text(text.replace(stub, f'  console.log("called");\n{stub}'))
old.unlink()
