import json
import os
import subprocess
from pathlib import Path

from tests import node

settings = {"semi": False, "singleQuote": True, "tabWidth": 4, "printWidth": 110, "trailingComma": "none"}
Path(".prettierrc.json").write_text(json.dumps(settings))
command = node.store({"devDependencies": {"prettier": "^3"}}) / "node_modules/.bin/prettier"
subprocess.run([command, "--write", "."], check=True, capture_output=True, env={**os.environ, **node.environment()})
