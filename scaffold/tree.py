"""A project as a value: what a generation returns, and what the commands write, merge, print or compare."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

FileKind: TypeAlias = Literal["generated", "yours"]


class Function(NamedTuple):
    """An operation as a function of the user's: the operation's key, its name in the description, the function's.

    The first two are what tells that a function of one version of a description is the same in the next. `slots` are
    the function's names for the parameters in the path, in their order, which is what tells those.
    """

    operation: str
    id: str
    name: str
    slots: tuple[str, ...] = ()


class File(Struct, frozen=True, kw_only=True):
    """One file of a project.

    `path` is relative to the project, with slashes. A `generated` file is overwritten by each update; a file that is
    `yours` is written once and merged afterwards. `operations` are the keys of the operations that it holds, and
    `functions` those that the user writes in it. `rendered` is a digest of the text
    that a source file was laid out from.
    """

    path: str
    content: str | bytes
    kind: FileKind
    operations: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    executable: bool = False
    rendered: str = ""

    @property
    def data(self) -> bytes:
        """The bytes that go to the disk: text is UTF-8 with line feeds."""
        return self.content if isinstance(self.content, bytes) else self.content.encode()


Tree: TypeAlias = dict[str, File]
