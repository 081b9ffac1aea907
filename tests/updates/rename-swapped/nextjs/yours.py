from pathlib import Path

books = Path("src/handlers/books.ts")
text = books.read_text()
for name, line in (
    ("createBook", "await getBook(ctx, { bookId: 1 });"),
    ("getBook", 'console.log("gets");'),
    ("deleteBook", 'console.log("deletes");'),
):
    stub = f'  throw new NotImplemented("{name}");'
    assert stub in text
    text = text.replace(stub, f"  {line}\n{stub}")
books.write_text(text)
Path("src/jobs.ts").write_text("""import { deleteBook, getBook } from "./handlers/books.ts";

export const used = [deleteBook, getBook];
""")
