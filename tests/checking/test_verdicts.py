r"""What written derivations are judged: the tables of `verdicts/`, a block a derivation.

A block is a sentence behind "# " that says what it is an example of (where it is left out, that of the block before), the text that is checked, and behind "=> " the verdicts of its
relations in order, "nothing" where it has none."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from texderive.checking import check

FILES = sorted((Path(__file__).parent / "verdicts").glob("*.txt"))
BLOCK = re.compile(r"(?:# (?P<title>.*)\n)?(?P<text>(?:.*\n)+?)=> (?P<verdicts>.*)\n+")


def cases() -> list:
    """Each text with its verdicts, in the order of the files; nothing in a file stands outside of a block."""
    found = []
    for file in FILES:
        written, at, title = file.read_text(encoding="utf-8"), 0, ""
        while at < len(written):
            block = BLOCK.match(written, at)
            assert block, f"{file.name}: no block at {written[at:at + 60]!r}"
            at, title = block.end(), block["title"] or title
            found.append(pytest.param(block["text"].strip("\n"), block["verdicts"], id=f"{file.stem}: {title} {len(found) + 1}"))
    return found


@pytest.mark.parametrize("text, verdicts", cases())
def test_verdicts(text, verdicts):
    """Every relation of the text is judged as the table says."""
    assert " ".join(c.verdict for c in check(text).claims) == verdicts.replace("nothing", "")
