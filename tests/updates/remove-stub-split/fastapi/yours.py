import re
from pathlib import Path

books = Path("shop/handlers/books.py")
head, *functions = re.split(r"(?m)^(?=async def )", books.read_text())
(cover,) = [function for function in functions if "upload_cover" in function]
functions.remove(cover)
Path("shop/covers.py").write_text(head + cover.rstrip() + "\n")
head = head.replace("\n\nfrom shop", "\n\nfrom shop.covers import upload_cover as upload_cover\nfrom shop", 1)
books.write_text(head + "".join(functions))
