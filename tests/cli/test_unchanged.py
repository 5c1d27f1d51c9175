"""The same run made twice: nothing is read, derived or written again, unless something that it looked at is another."""
from __future__ import annotations

from pathlib import Path

import pytest

from texderive.cli import main
from texderive.document import pipeline
from texderive.document.solutions.solving import Outcome

SHEET = "\\documentclass{article}\n\\usepackage{amsmath,local}\n\\begin{document}\n\\input{chapter}\nFind $\\frac{d}{dt}\\int_0^t s ds$.\n\\end{document}\n"
CHAPTER = "Compute $\\frac{d}{dx} x^2$.\n"
COMMAND = ["solve", "sheet.tex", "-o", "out/solved.tex", "--report", "report.json"]


@pytest.fixture
def solved(tmp_path, monkeypatch) -> list[int]:
    """A sheet solved once; the list counts the documents solved from then on."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("sheet.tex").write_text(SHEET)
    Path("chapter.tex").write_text(CHAPTER)
    assert main(COMMAND) == 1
    count: list[int] = []
    before = pipeline.solve
    monkeypatch.setattr(pipeline, "solve", lambda *given: (count.append(1), before(*given))[1])
    return count


def test_nothing_is_done_and_the_same_is_said(solved, capsys):
    """The second run tells the same refusal and summary, with the same exit code, and solves nothing."""
    Path("sheet.tex").touch()
    first = (Path("out/solved.tex").stat().st_mtime_ns, Path("report.json").stat().st_mtime_ns)
    assert main(COMMAND) == 1
    said = capsys.readouterr().err
    assert "integrals are not derived" in said and "2 problems: 1 solved" in said
    assert not solved and first == (Path("out/solved.tex").stat().st_mtime_ns, Path("report.json").stat().st_mtime_ns)


@pytest.mark.parametrize("change", [
    lambda: Path("sheet.tex").write_text(SHEET + "%"),
    lambda: Path("chapter.tex").write_text(CHAPTER.replace("2", "3")),
    lambda: Path("local.sty").write_text("\\newcommand{\\T}{^\\top}\n"),
    lambda: Path("out/solved.tex").write_text("edited"),
    lambda: Path("out/solved.tex").unlink(),
    lambda: Path("report.json").write_text("{}"),
    lambda: Path("out/chapter.tex").unlink(),
], ids=["source", "chapter", "package-appears", "output-edited", "output-deleted", "report-edited", "copy-deleted"])
def test_a_change_anywhere_is_seen(solved, change):
    """What was read, what was looked for in vain, and what was written: any change makes the run again."""
    change()
    main(COMMAND)
    assert solved
    assert r"\frac{d}{dx}" in Path("out/chapter.tex").read_text() and Path("report.json").read_text() != "{}" and Path("out/solved.tex").read_text() != "edited"


@pytest.mark.parametrize("more", [["--detail", "full"], ["--no-cache"], ["--diagnostics", "json"], ["--templates", "own"]])
def test_another_question_is_another_run(solved, more):
    """Options are part of what is asked."""
    Path("own").mkdir()
    main([*COMMAND, *more])
    assert solved


def test_an_edited_template_is_seen(solved):
    """Also one that only handouts use."""
    Path("own/html").mkdir(parents=True)
    handout = ["solve", "sheet.tex", "--handout", "-o", "page.html", "--templates", "own"]
    for words in ("before", "behind"):
        Path("own/html/handout.html").write_text(words)
        main(handout)
        main(handout)
        assert words in Path("page.html").read_text()
    assert len(solved) == 2


def test_a_file_written_into_itself_is_left_alone_the_third_time(solved):
    """--in-place changes what it reads: the run behind it finds nothing new, and the one behind that knows so."""
    for runs in (1, 2, 2):
        main(["solve", "chapter.tex", "--in-place"])
        assert len(solved) == runs


@pytest.mark.parametrize(("code", "lasting"), [("TD510", True), ("TD518", False), ("TD599", False)])
def test_what_may_come_out_otherwise_is_tried_again(code, lasting):
    """A refusal lasts; a derivation that took too long, or a fault of ours, is no result to keep."""
    assert pipeline.Solution(None, [(None, Outcome("refused", "", code=code))], [], []).lasting is lasting
