import re

from tests.updating import into_folder

folder, _, functions = into_folder("src/handlers/books.ts", r"/\*\*(?:(?!\*/)[\s\S])*\*/\nexport const ")
names = []
for function in functions:
    names.append(re.search(r"export const (\w+)", function)[1])
    if names[-1] == "getBook":
        function = function.replace("  throw", '  console.log("called");\n  throw')
    imports = (
        'import { NotImplemented } from "../../generated/core/problems.ts";\n'
        f'import type {{ {names[-1][0].upper()}{names[-1][1:]} }} from "../../generated/operations/books.ts";\n\n'
    )
    (folder / f"{names[-1]}.ts").write_text(imports + function.rstrip() + "\n")
(folder / "index.ts").write_text("".join(f'export {{ {name} }} from "./{name}.ts";\n' for name in names))
