"""What is made of a node is made once."""

from __future__ import annotations

from scaffold import ir
from scaffold.ir.memo import remembered


def test_a_node_is_asked_for_once_and_an_equal_one_for_itself() -> None:
    asked: list[ir.TypeRef] = []

    def made(node: ir.TypeRef) -> int:
        asked.append(node)
        return len(asked)

    get = remembered(made)
    one, other = ir.Ref(key="a"), ir.Ref(key="a")
    assert [get(one), get(other), get(one), get(other)] == [1, 2, 1, 2]


def test_a_node_that_nobody_else_holds_keeps_its_place() -> None:
    """The next node could get its identity otherwise, and with it the wrong answer."""
    get = remembered(lambda node: node.key)
    assert [get(ir.Ref(key=str(number))) for number in range(1000)] == [str(number) for number in range(1000)]
