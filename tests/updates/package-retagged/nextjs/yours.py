from pathlib import Path

Path("src/jobs.ts").write_text("""import { getBook, listBooks } from "@/handlers/books.ts";

export const used = [getBook, listBooks];
""")
