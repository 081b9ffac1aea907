"""The commands of the command line, one module each, imported when they are called."""

DONE, CONFLICTS, BAD_INPUT, OUR_BUG = 0, 1, 2, 70
"""Exit codes: done; conflicts or drift; bad input or usage; a bug of ours."""


class Closed(BaseException):
    """Nobody reads our standard output any more."""
