from pathlib import Path

old, new = Path("shop/handlers/books.py"), Path("shop/catalogue.py")
text = old.read_text()
Path("shop/log.py").write_text("def log(words: str) -> None:\n    print(words)\n")
stub = '    """Upload the cover"""\n'
assert stub in text
text = text.replace(stub, f'{stub}    log("called")\n')
text = text.replace("books as results\n", "books as results\n\nfrom .log import log\n", 1)
new.write_text(text)
old.unlink()
Path("shop/jobs.py").write_text("""from shop.catalogue import get_book, upload_cover

used = [get_book, upload_cover]
""")
