"""`python -m scaffold`, and where the command `scaffold` starts."""

from __future__ import annotations

import signal
from typing import NoReturn


def start() -> NoReturn:
    """Run the command line.

    Until it is imported and has its own handlers, Ctrl-C ends the program without a word, not with Python's traceback.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from scaffold.cli import run

    run()


if __name__ == "__main__":
    start()
