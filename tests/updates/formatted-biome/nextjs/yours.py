import json
import os
import subprocess
from pathlib import Path

from tests import node

style = {"formatter": {"quoteStyle": "single", "semicolons": "asNeeded", "arrowParentheses": "asNeeded"}}
settings = {"formatter": {"indentStyle": "tab", "lineWidth": 60}, "javascript": style}
Path("biome.json").write_text(json.dumps(settings))
command = node.store({"devDependencies": {"@biomejs/biome": "^2"}}) / "node_modules/.bin/biome"
subprocess.run(
    [command, "format", "--write", "."], check=True, capture_output=True, env={**os.environ, **node.environment()}
)
