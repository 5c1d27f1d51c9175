r"""What formulas come to: every `formula => result` of the tables beside this file, below the sentence that it is an example of.

`given X: n x n; layout denominator` behind a formula declares; `solution` before a result asks for the point of an optimum, ` ...` behind it says only how it begins;
`refused TD324` is the code of a refusal.  An indented line continues the one above it."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

import texderive as td

FILES = sorted(Path(__file__).parent.glob("*.txt"))
CASE = re.compile(r"(?P<latex>.+?)(?: given (?P<given>.+))?\s+=> (?P<expected>.+)")


def cases() -> list:
    """Each formula with what is given and what is expected, in the order of the files."""
    found = []
    for file in FILES:
        for block in file.read_text(encoding="utf-8").split("\n\n"):
            title, *lines = re.sub(r"\n\s+", " ", block.strip()).split("\n")
            found += [pytest.param(*CASE.fullmatch(line).groups(), id=f"{file.stem}: {title.removeprefix('# ')} {k}") for k, line in enumerate(lines, 1)]
    return found


def asked(latex: str, given: str | None) -> td.Derivation:
    """The derivation of a formula with the declarations and the layout that are given."""
    said = given.split("; ") if given else []
    declare = dict(entry.split(": ", 1) for entry in said if ": " in entry)
    return td.derive(latex, declare=declare or None, **{"layout": entry.split()[1] for entry in said if entry.startswith("layout ")})


@pytest.mark.parametrize("latex, given, expected", cases())
def test_result(latex, given, expected):
    """The formula comes to what the table says, every line of it verified."""
    if expected.startswith("refused"):
        with pytest.raises(td.TexDeriveError) as caught:
            asked(latex, given)
        assert caught.value.code == (expected.split()[1:] or [caught.value.code])[0]
        return
    d = asked(latex, given)
    found = (d.solution if expected.startswith("solution ") else d.result).latex
    expected = expected.removeprefix("solution ")
    assert d.verification.ok
    assert found.startswith(expected.removesuffix(" ...")) if expected.endswith(" ...") else found == expected
