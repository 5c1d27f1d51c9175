"""The tests themselves."""
from __future__ import annotations

from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parents[1].rglob("test_*.py"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_file_of_tests_holds_one(file) -> None:
    """A file emptied by accident would pass unseen."""
    assert "\ndef test_" in file.read_text(encoding="utf-8")
