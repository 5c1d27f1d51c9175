"""The reader against golden trees: title, input, expected tree in each case of golden/*.txt."""
from __future__ import annotations

from pathlib import Path

import pytest

from texderive.read import read
from texderive.read.dump import dump

FILES = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def cases() -> list:
    found = []
    for file in FILES:
        for block in file.read_text(encoding="utf-8").split("# ")[1:]:
            title, rest = block.split("\n", 1)
            source, expected = rest.split("\n---\n")
            found.append(pytest.param(source, expected.strip(), id=f"{file.stem}: {title}"))
    return found


@pytest.mark.parametrize("source, expected", cases())
def test_golden(source: str, expected: str) -> None:
    """The formula reads as the tree written below it."""
    assert dump(read(source)) == expected
