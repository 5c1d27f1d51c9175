"""Diagnostic codes: each is explained, once."""
from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

from texderive.cli.explain import ROOMS, codes

PACKAGE = Path(importlib.import_module("texderive").__file__).parent


def test_codes_that_are_raised_are_explained() -> None:
    """`texderive explain` knows each code that stands in the sources, and no other."""
    raised = {code for path in PACKAGE.rglob("*.py") if path.name != "codes.py" for code in re.findall(r"TD\d{3}", path.read_text(encoding="utf-8"))}
    assert raised == set(codes())


def test_no_code_has_two_meanings() -> None:
    """A code is explained by one room only."""
    counts = Counter(code for room in ROOMS for code in importlib.import_module(f"texderive.{room}.codes").CODES)
    assert [code for code, n in counts.items() if n > 1] == []
