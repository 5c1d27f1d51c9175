r"""A main file solved with the chapters that it inputs: one output for each file, or one for all; no input is overwritten."""
from __future__ import annotations

import json

import pytest

from texderive.cli import main
from texderive.document.pipeline import solve

MAIN = "\\documentclass{book}\n\\usepackage{amsmath,amssymb}\n\\input{macros}\n\\begin{document}\nThroughout, $A\\in\\R^{n\\times n}$ is symmetric.\n\\include{chapters/one}\n\\input{chapters/two}\n\\end{document}\n"
ONE = "\\chapter{One}\n\\begin{enumerate}\n\\input{chapters/items}\n\\end{enumerate}\n"
ITEMS = "\\item Find $\\nabla_x\\, x\\T A x$.\n\\item Find $\\nabla_x\\, a\\T x$."
TWO = "\\chapter{Two}\r\nFind $\\nabla_x \\log(1+x\\T x)$.\r\n"


@pytest.fixture
def book(tmp_path):
    """A main file, its macros, a chapter with a list in a file of its own, and one with CRLF."""
    (tmp_path / "book" / "chapters").mkdir(parents=True)
    for name, text in (("main", MAIN), ("macros", "\\newcommand{\\R}{\\mathbb{R}}\n\\newcommand{\\T}{^\\top}\n"), ("chapters/one", ONE), ("chapters/items", ITEMS), ("chapters/two", TWO)):
        (tmp_path / "book" / f"{name}.tex").write_bytes(text.encode())
    return tmp_path / "book"


def contents(folder):
    """Every file with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.tex"))}


def test_each_file_gets_its_own_solutions(book, tmp_path):
    """The outputs lie in the output folder as the inputs do; a symmetric A of the main file holds in the chapters."""
    before = contents(book)
    assert main(["solve", str(book / "main.tex"), "-o", str(tmp_path / "out" / "main.tex"), "--report", str(tmp_path / "r.json"), "--no-cache"]) == 0
    assert contents(book) == before
    assert sorted(contents(tmp_path / "out")) == ["chapters/items.tex", "chapters/one.tex", "chapters/two.tex", "macros.tex", "main.tex"]
    assert (tmp_path / "out" / "main.tex").read_bytes() == before["main.tex"]
    entries = json.loads((tmp_path / "r.json").read_text())["problems"]
    assert [(e["file"].rsplit("/", 1)[1], e["line"], e["result"]["latex"]) for e in entries] == [
        ("items.tex", 1, r"2x^\top A"), ("items.tex", 2, r"a^\top"), ("two.tex", 2, r"\frac{2x^\top}{1 + x^\top x}")]
    two = (tmp_path / "out" / "chapters" / "two.tex").read_bytes()
    assert b"\n" not in two.replace(b"\r\n", b"") and two.startswith(TWO.encode())


def test_the_output_folder_is_complete(book, tmp_path, capsys):
    """What the document inputs is copied beside the output; a copy is renewed, another file that stands there is left and named."""
    out = tmp_path / "out"
    main(["solve", str(book / "main.tex"), "-o", str(out / "main.tex"), "--no-cache"])
    assert (out / "chapters" / "one.tex").read_bytes() == ONE.encode() + b"% texderive: copied from one.tex\n"
    (book / "macros.tex").write_text("\\newcommand{\\R}{\\mathbb{R}}\n\\newcommand{\\T}{^T}\n")
    (out / "chapters" / "one.tex").write_text("mine")
    capsys.readouterr()
    main(["solve", str(book / "main.tex"), "-o", str(out / "main.tex"), "--no-cache"])
    assert "{^T}" in (out / "macros.tex").read_text() and (out / "chapters" / "one.tex").read_text() == "mine"
    assert "one.tex stands there already" in capsys.readouterr().err


def test_packages_of_the_folder_are_read(tmp_path):
    r"""Macros and environments of a package beside the document are known; one that is not there is no finding."""
    (tmp_path / "mine.sty").write_text("\\ProvidesPackage{mine}\n\\newcommand{\\grd}[1]{\\nabla_{#1}}\n\\newtheorem{aufg}{Aufgabe}\n")
    (tmp_path / "main.tex").write_text("\\documentclass{article}\n\\usepackage{amsmath,mine}\n\\begin{document}\n\\begin{aufg}\nFind $\\grd{x} x^\\top x$.\n\\end{aufg}\n\\end{document}\n")
    solution = solve(tmp_path / "main.tex", cache=False)
    assert [e["result"]["latex"] for e in solution.problems] == [r"2x^\top"] and not solution.diagnostics


def test_no_input_is_overwritten(book, capsys):
    """Beside the sources only the main file's output is written, and the user hears why."""
    before = contents(book)
    main(["solve", str(book / "main.tex"), "-o", str(book / "solved.tex"), "--no-cache"])
    assert {k: v for k, v in contents(book).items() if k != "solved.tex"} == before
    assert "--flatten" in capsys.readouterr().err


def test_flatten_puts_all_in_one_file(book, tmp_path):
    """The chapters stand where the main file inputs them."""
    main(["solve", str(book / "main.tex"), "-o", str(tmp_path / "flat.tex"), "--flatten", "--no-cache"])
    text = (tmp_path / "flat.tex").read_text()
    assert text.count("texderive: begin") == 3 and r"\chapter{Two}" in text and r"\input{chapters" not in text


def test_in_place_and_back(book, capsysbinary):
    """--in-place works in every file, again changes nothing, and `clean` gives each back byte for byte."""
    before = contents(book)
    main(["solve", str(book / "main.tex"), "--in-place", "--no-cache"])
    once = contents(book)
    main(["solve", str(book / "main.tex"), "--in-place", "--no-cache"])
    assert contents(book) == once != before
    capsysbinary.readouterr()
    main(["clean", str(book / "chapters" / "items.tex")])
    assert capsysbinary.readouterr().out == before["chapters/items.tex"]


def test_chapters_in_a_circle_are_cut(tmp_path):
    """A chapter that inputs itself is read once, with a diagnostic."""
    (tmp_path / "main.tex").write_text("\\documentclass{article}\n\\begin{document}\n\\input{a}\n\\end{document}\n")
    (tmp_path / "a.tex").write_text("Find $\\frac{d}{dx} x^2$.\n\n\\input{a}\n")
    solution = solve(tmp_path / "main.tex", cache=False)
    assert [d.code for d in solution.diagnostics] == ["TD506"] and len(solution.problems) == 1


def test_off_ends_with_its_chapter(tmp_path):
    """A region switched off in a chapter and never on again ends with that chapter."""
    (tmp_path / "main.tex").write_text("\\documentclass{article}\n\\begin{document}\n\\input{a}\nFind $\\frac{d}{dx} x^3$.\n\\end{document}\n")
    (tmp_path / "a.tex").write_text("% texderive: off\nFind $\\frac{d}{dx} x^2$.\n")
    assert [e["latex"] for e in solve(tmp_path / "main.tex", cache=False).problems] == [r"\frac{d}{dx} x^3"]
