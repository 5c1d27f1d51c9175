"""Derivations read as they did: the problems of the course notes, and textbook problems of every kind."""
from __future__ import annotations

import pytest

from golden_files import CUT, FILES, asked, derived, written


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_derivation_reads_as_before(file, request) -> None:
    """Every line is verified, and lines, titles and result are those of the golden file."""
    before = file.read_text(encoding="utf-8")
    d = derived(asked(before))
    assert d.verification.ok and all(step.verified for step in d.steps)
    now = before.partition(CUT)[0] + CUT + written(d)
    if request.config.getoption("--update-golden"):
        file.write_text(now, encoding="utf-8")
    else:
        assert now == before
