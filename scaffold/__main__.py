"""`python -m scaffold`."""

from scaffold.cli import run

if __name__ == "__main__":
    run()
