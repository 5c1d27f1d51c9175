"""No line of any golden derivation is too wide, in an author's article, in the handout by TeX, and in its Typst twin."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from golden_files import FILES, asked, derived
from texderive import render


ARTICLE = "\\documentclass{article}\n\\usepackage{amsmath,amssymb,bm}\n\\hfuzz=2.5pt\n\\begin{document}\n\\begin{enumerate}\n%s\n\\end{enumerate}\n\\end{document}\n"


@pytest.fixture(scope="module")
def derivations():
    return [derived(asked(file.read_text(encoding="utf-8"))) for file in FILES]


def overfull(source: str, folder: Path) -> list[str]:
    (folder / "x.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(["pdflatex", "-interaction=batchmode", "-no-shell-escape", "x"], cwd=folder, capture_output=True, timeout=100)
    log = (folder / "x.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-2000:]
    return [line for line in log.splitlines() if line.startswith("Overfull \\hbox")]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here")
@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_an_article_has_no_overfull_line(derivations, detail, tmp_path):
    """Fragments fit into the items of a list in the article class."""
    assert overfull(ARTICLE % "\n".join("\\item\n" + d.to_latex(detail) for d in derivations), tmp_path) == []


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here")
def test_a_handout_has_no_overfull_line(derivations, tmp_path):
    """The handout, reasons in the margin included."""
    source = render.handout([{"title": "", "statement": "", "derivation": d} for d in derivations])
    assert overfull(source.replace("\\begin{document}", "\\hfuzz=2.5pt\n\\begin{document}"), tmp_path) == []


def test_the_typst_handout_has_no_overfull_line(derivations, tmp_path):
    """Typst says nothing of lines that are too wide: every line and every box is measured."""
    typst = pytest.importorskip("typst")
    source = render.handout([{"title": "", "statement": "", "derivation": d} for d in derivations], "typst")
    for place, what in (("      let fits = ", "line"), ("  let reason = text(", "box-and-shape")):
        assert place in source
        source = source.replace(place, f"if measure({what}).width > size.width - 16pt [#metadata(repr({what})) <wide>]\n{place}")
    (tmp_path / "x.typ").write_text(source, encoding="utf-8")
    assert typst.query(str(tmp_path / "x.typ"), "<wide>", field="value") == "[]"
