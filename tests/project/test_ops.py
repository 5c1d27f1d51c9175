"""The rooms that work on expressions ask for node kinds that exist."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from texderive.index import KINDS
from texderive.matrix import OPS

PACKAGE = Path(__file__).resolve().parents[2] / "texderive"
ROOMS = ("lower", "rules", "deriving", "raising", "solving", "verify", "write", "codegen", "worked")


def ops_asked_for(path: Path) -> Iterator[tuple[str, int]]:
    """The strings that a file compares or matches `.op` with, and lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Compare(left=ast.Attribute(attr="op"), comparators=[patterns]):
                places = [patterns]
            case ast.Match(subject=ast.Attribute(attr="op"), cases=cases):
                places = [case.pattern for case in cases]
            case _:
                continue
        for place in places:
            yield from ((n.value, n.lineno) for n in ast.walk(place) if isinstance(n, ast.Constant) and isinstance(n.value, str))


@pytest.mark.parametrize("room", ROOMS)
def test_every_op_that_is_asked_for_exists(room):
    """A comparison with an op that no table lists would be a branch that is never taken."""
    unknown = [f"{path.relative_to(PACKAGE)}:{line}: {op}" for path in sorted((PACKAGE / room).rglob("*.py")) for op, line in ops_asked_for(path)
               if op not in OPS and op not in KINDS]
    assert not unknown
