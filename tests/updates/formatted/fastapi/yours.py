import subprocess
import sys
from pathlib import Path

Path("ruff.toml").write_text("line-length = 120\n[format]\nquote-style = 'single'\n")
subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "--no-cache", "."], check=True)
