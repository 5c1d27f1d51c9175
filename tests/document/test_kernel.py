"""Documents without amsmath get solutions that need only the kernel; TeX compiles what is written, where it is installed."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from texderive.document.solutions import kernel
from texderive.document.pipeline import Options, solve

BARE = "\\documentclass{article}\n\\begin{document}\nFind $\\frac{\\partial}{\\partial\\beta}\\|X\\beta-Y\\|^2$.\n\nFind $\\frac{d}{dt}\\int_0^t s ds$.\n\nFind the minimum of $x^2+y^2$ subject to $2x+y=5$.\n\\end{document}\n"


@pytest.mark.parametrize(("preamble", "there"), [
    (r"\documentclass{article}", False), (r"\documentclass{article}\usepackage{amsmath,bm}", True), (r"\documentclass[11pt]{article}\usepackage{mathtools}", True),
    (r"\documentclass{beamer}", True), (r"\documentclass{amsart}", True), ("", True)])
def test_amsmath_is_recognised(preamble, there):
    """Packages and classes that load it; a fragment is taken to have it."""
    assert kernel.has_amsmath(preamble) is there


def test_nothing_of_amsmath_is_written_without_it():
    """Neither align nor boxed, tag, text or operatorname."""
    out = solve(BARE, Options(cache=False)).text
    assert "eqnarray*" in out and not any(x in out for x in ("align*", r"\boxed", r"\tag", r"\text{", r"\operatorname", r"\mathbb"))


def test_wide_constructs_are_rewritten():
    """Matrices and aligned rows become arrays, named operators upright names."""
    assert kernel.plain(r"\begin{aligned} x &= 1 \\ y &= \begin{cases} 1 & t \end{cases} \end{aligned}") == r"\begin{array}{r@{}l} x &{}= 1 \\ y &{}= \left\{\begin{array}{ll} 1 & t \end{array}\right. \end{array}"
    assert kernel.plain(r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}") == r"\left[\begin{array}{cc} a & b \\ c & d \end{array}\right]"
    assert kernel.plain(r"\operatorname{tr}(A)") == r"\mathop{\mathrm{tr}}\nolimits (A)"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here")
@pytest.mark.parametrize("name", ["bare", "exam_class", "german_sheet", "loose_notes", "parts_share"])
def test_what_is_written_compiles(name, tmp_path):
    """The output compiles where the input does."""
    text = BARE if name == "bare" else (Path(__file__).parent / "fixtures" / f"{name}.tex").read_text()
    for stem, source in (("before", text), ("after", solve(text, Options(cache=False)).text)):
        (tmp_path / f"{stem}.tex").write_text(source)
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", stem], cwd=tmp_path, capture_output=True, timeout=60)
        if stem == "before" and done.returncode:
            pytest.skip("a package of the fixture is not installed")
    assert done.returncode == 0, done.stdout.decode("latin-1")[-800:]
