from pathlib import Path

package = Path("package.json")
package.write_text(package.read_text().replace('ies": {\n', 'ies": {\n    "shop-client": "file:sdk/typescript",\n', 1))
Path("scripts/one.mjs").write_text("""import { createClient, getBook } from "shop-client";

console.log(await getBook(createClient(), { path: { book_id: 1 } }));
""")
