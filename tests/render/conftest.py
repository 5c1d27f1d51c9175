"""The hand-made derivation and golden files of this folder."""
from __future__ import annotations

import sys
from pathlib import Path

import pytest

from texderive import index

sys.path.insert(0, str(Path(__file__).parent))
from fixtures import least_squares  # noqa: E402


@pytest.fixture(scope="session")
def derivation():
    with index.session():
        return least_squares()


@pytest.fixture
def golden():
    """Compare with a file beside the tests, which is written when it is missing."""
    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")
    return compare
