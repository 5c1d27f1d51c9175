"""Reports, diagnostics, marks in the margin and summaries of folders."""
from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess

import pytest

from texderive.checking import annotate, check, check_file, check_folder, to_csv, to_json
from texderive.checking.codes import CODES
from texderive.checking.report import CODES_BY_VERDICT

TEXT = "Let $A\\in\\mathbb{R}^{n\\times n}$.\n\\begin{align*}\n\\nabla_x x^TAx &= (A+A^T)x \\\\\n &= (A-A^T)x\n\\end{align*}\n"


def test_summary_counts_and_names_lines():
    """The last line of the report says how many relations are right and which lines are not."""
    report = check(TEXT)
    assert report.summary == "2 relations: 1 right, 1 wrong (line 4)"
    assert not report.ok and check(TEXT.replace("(A-A^T)", "(A^T+A)")).ok


def test_report_as_data():
    """to_dict holds everything a program needs and is JSON."""
    data = json.loads(json.dumps(check(TEXT, file="hw.tex").to_dict()))
    assert data["file"] == "hw.tex" and data["counts"]["wrong"] == 1
    assert data["claims"][1]["slip"] == "sign" and data["claims"][1]["fix"] == "(A+A^T)x"


def test_every_code_is_explained():
    """Codes of findings have a title and an explanation."""
    assert set(CODES_BY_VERDICT.values()) == set(CODES)
    assert all(title and len(text) > 80 for title, text in CODES.values())


def test_annotation_changes_nothing_else():
    """Margin marks are insertions only, behind the formulas."""
    marked = annotate(TEXT, check(TEXT))
    assert "WRONG" in marked and "l.\\,4" in marked
    import difflib
    matcher = difflib.SequenceMatcher(None, TEXT, marked, autojunk=False)
    assert all(tag in ("equal", "insert") for tag, *_ in matcher.get_opcodes())


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_annotated_document_compiles(tmp_path):
    """The copy with marks goes through pdflatex."""
    document = "\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}\n" + TEXT + "\\end{document}\n"
    (tmp_path / "a.tex").write_text(annotate(document, check(document)))
    run = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"], cwd=tmp_path, capture_output=True, timeout=60)
    assert run.returncode == 0, run.stdout[-1500:]


def test_a_bad_file_never_stops_the_folder(tmp_path):
    """Every file gets its row: findings, right ones, unreadable ones."""
    (tmp_path / "a.tex").write_text(TEXT)
    (tmp_path / "b.tex").write_text(TEXT.replace("(A-A^T)", "(A^T+A)"))
    (tmp_path / "c.tex").write_bytes(b"\x00\x01\x02")
    rows = check_folder([tmp_path], workers=1)
    assert [r["status"] for r in rows] == ["findings", "right", "error"]
    assert rows[0]["first_line"] == 4 and rows[0]["slip"] == "sign"
    table = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert [row["wrong"] for row in table] == ["1", "0", "0"]
    assert json.loads(to_json(rows))[1]["status"] == "right"


def test_a_missing_file_is_an_error_row(tmp_path):
    """A file that is not there is told as such."""
    assert check_file(str(tmp_path / "none.tex"))["status"] == "error"


def test_explain_names_the_steps():
    """With explain, every right line says what leads to it."""
    text = r"""Let $L(w) = \|Xw-y\|^2$. \begin{align*} \frac{\partial L}{\partial w} &= \frac{\partial}{\partial w}(Xw-y)^T(Xw-y) \\ &= 2(Xw-y)^TX \\ &= 2w^TX^TX-2y^TX
\end{align*}"""
    rules = [c.rule for c in check(text, explain=True).claims]
    assert rules[0].startswith("definition of L used") and rules[1].startswith("derivative carried out") and "brackets expanded" in rules[2]
    assert all(c.rule == "" for c in check(text).claims)


def test_macros_of_input_files(tmp_path):
    r"""A document's macros may stand in a file that it takes in with \input."""
    (tmp_path / "macros.tex").write_text(r"\newcommand{\nrm}[1]{\left\lVert #1 \right\rVert}")
    document = tmp_path / "hw.tex"
    text = "\\input{macros}\n$$\\nabla_x \\nrm{x}^2 = 2x$$"
    document.write_text(text)
    assert check(text, file=str(document)).claims[0].verdict == "equal"
    assert check(text).claims[0].verdict == "not-understood"
