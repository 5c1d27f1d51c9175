"""What README.md and docs/ name is there: files, modules and tables."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
_MODULE = re.compile(r"`((?:\w+/)+\w+\.py)`")
_TABLES = re.compile(r"((?:`_?[A-Z][A-Z_]+`(?:, | and )?)+) (?:in|of) `((?:\w+/)*\w+\.py)`")


def _path(module: str) -> Path:
    return next((base / module for base in (ROOT, ROOT / "texderive") if (base / module).exists()), ROOT / module)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page):
    """Every link to a file of the project leads to one."""
    assert [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_modules_exist(page):
    """Every module that is named is there."""
    assert [module for module in _MODULE.findall(page.read_text(encoding="utf-8")) if not _path(module).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_tables_stand_where_the_page_says(page):
    """Every table stands in the module that the page names with it."""
    for names, module in _TABLES.findall(page.read_text(encoding="utf-8")):
        source = _path(module).read_text(encoding="utf-8")
        assert [name for name in re.findall(r"\w+", names) if not re.search(rf"^{name}\b", source, re.MULTILINE)] == [], module
