"""Values: records and what is known of trees at a glance."""
from __future__ import annotations

from dataclasses import field

from texderive import tree
from texderive.read import read
from texderive.records import changed, record


@record
class Point:
    x: int
    y: int = 0


@record(eq=False)
class Name:
    text: str


def test_a_record_is_a_value() -> None:
    """Records are compared and hashed by their fields, or by identity where it is said; they have no room for anything else."""
    assert Point(1) == Point(1, 0) and len({Point(1), Point(1, 0), Point(2)}) == 2
    assert Name("a") != Name("a") and not hasattr(Point(1), "__dict__")


def test_fields_may_stand_aside() -> None:
    """What is not compared counts neither for equality nor for the hash, what is only not hashed counts for equality; what is not shown is not printed."""
    @record
    class Noted:
        text: str
        note: str = field(default="", compare=False)
        parts: dict = field(default_factory=dict, hash=False, repr=False)

    assert Noted("a", "b") == Noted("a", "c") and hash(Noted("a", parts={1: 2})) == hash(Noted("a")) and Noted("a", parts={1: 2}) != Noted("a")
    assert repr(Noted("a")).endswith("Noted(text='a', note='')") and Noted("a") != ("a", "", {})


def test_a_changed_record_is_another_one() -> None:
    """The old record stays as it is."""
    old = Point(1, 2)
    assert changed(old, y=3) == Point(1, 3) and old == Point(1, 2)


def test_an_inventory_tells_what_occurs() -> None:
    """Kinds, names and fonts of everything below, so that a pass over the tree can be left out."""
    found = tree.Inventory(tree.nodes(read(r"\mathbf{A} x_i + \log y")))
    assert found.has(tree.Script, tree.Call) and not found.has(tree.Script, tree.Derivative)
    assert found.names >= {"A", "x", "i", "y"} and "bold" in found.fonts


def test_nodes_come_in_order_of_writing() -> None:
    """Each before what is below it; a tree that was asked before is not changed by it."""
    sum_ = read("a b + c").statements[0]
    first = tree.nodes(sum_)
    first.append(sum_)
    assert [n.name for n in tree.nodes(sum_) if isinstance(n, tree.Symbol)] == ["a", "b", "c"] and tree.nodes(sum_)[0] is sum_
