"""The checker reads what texderive itself writes, and finds nothing wrong in it."""
from __future__ import annotations

import pytest

import texderive as td
from golden_files import FILES, asked, declared, derived


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_no_line_of_our_own_is_called_wrong(file) -> None:
    """Every printed line is verified, so each alarm of the checker on them is a false one."""
    fields = asked(file.read_text(encoding="utf-8"))
    report = td.check(derived(fields).to_latex(), declare=declared(fields.get("declare", "")) or None)
    assert [(c.left, c.right, c.message) for c in report.claims if c.verdict in ("wrong", "shape-error", "assumes")] == []
