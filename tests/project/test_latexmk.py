"""The documented latexmk rule: it derives once, not again when nothing changed, and again after an edit."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN = "\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}\\input{chapter.worked}\\end{document}\n"
CHAPTER = "\\input{macros}\\input{more}\n\\begin{enumerate}\n\\item Compute $\\frac{\\partial}{\\partial x} x^\\T x$.\n\\end{enumerate}\n"


@pytest.mark.skipif(not (shutil.which("latexmk") and shutil.which("pdflatex")), reason="no latexmk on this machine")
def test_latexmk_derives_only_what_changed(tmp_path):
    """Runs of texderive after: the first build, a build with nothing changed, an edit, an edit of a file that is \\input."""
    shutil.copy(ROOT / "docs/latexmkrc", tmp_path)
    (tmp_path / "main.tex").write_text(MAIN)
    (tmp_path / "chapter.tex").write_text(CHAPTER)
    (tmp_path / "macros.tex").write_text("\\newcommand{\\T}{\\top}\n")
    (tmp_path / "more.tex").write_text("Compute $\\frac{\\partial}{\\partial x} a^\\T x$.\n")
    command = tmp_path / "bin/texderive"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho run >> '{tmp_path}/calls'\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -m texderive \"$@\"\n")
    command.chmod(0o755)

    def runs() -> int:
        environment = os.environ | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(["latexmk", "-pdf", "-interaction=nonstopmode", "main.tex"], cwd=tmp_path, env=environment, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return len((tmp_path / "calls").read_text().split())

    assert runs() == 1
    assert (tmp_path / "chapter.worked").read_text().count("\\boxed") == 2     # what the chapter inputs is worked out in it
    assert runs() == 1
    (tmp_path / "chapter.tex").write_text(CHAPTER.replace(r"x^\T x", r"3 x^\T x"))
    assert runs() == 2
    (tmp_path / "macros.tex").write_text("\\newcommand{\\T}{\\mathsf{T}}\n")
    assert runs() == 3
