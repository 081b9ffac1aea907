from pathlib import Path

config = Path("next.config.ts")
text = config.read_text().replace("\n\nconst ", '\n\nconst hostname = "images.example";\n\nconst ', 1)
slashes = "  skipTrailingSlashRedirect: true,\n"
config.write_text(text.replace(slashes, f"{slashes}  images: {{ remotePatterns: [{{ hostname }}] }},\n"))
