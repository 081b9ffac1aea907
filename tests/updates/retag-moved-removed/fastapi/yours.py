from pathlib import Path

old, new = Path("shop/handlers/books.py"), Path("shop/catalogue.py")
text = old.read_text()
stub = '    """Remove a book"""\n'
assert stub in text
new.write_text(text.replace(stub, f'{stub}    print("called")\n'))
old.unlink()
