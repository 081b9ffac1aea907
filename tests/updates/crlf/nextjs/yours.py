from pathlib import Path

for path in Path(".").rglob("*.ts*"):
    if ".scaffold" not in path.parts:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
