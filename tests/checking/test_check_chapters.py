r"""A main file is checked with the chapters that it inputs."""
from __future__ import annotations

from texderive.checking import check_document
from texderive.cli import main


def _book(folder):
    (folder / "main.tex").write_text("\\documentclass{article}\n\\newcommand{\\T}{^\\top}\n\\begin{document}\nLet $A$ be symmetric.\n\\input{chap}\n\\[ \\nabla (x\\T x) = x \\]\n\\end{document}\n")
    (folder / "chap.tex").write_text("Then\n\\begin{align*}\n\\nabla (x\\T Ax) &= 3Ax\\\\\n &= 2Ax\n\\end{align*}\n")
    return folder / "main.tex"


def test_each_file_has_its_report(tmp_path):
    """Places and lines that are spoken of are those of the chapter; what the main file declares holds there."""
    reports = {r.file.rsplit("/")[-1]: r for r, _ in check_document(_book(tmp_path))}
    assert sorted(reports) == ["chap.tex", "main.tex"]
    first, second = reports["chap.tex"].claims
    assert (first.line, first.verdict, second.line) == (3, "wrong", 4) and "line 4 follows again from line 3" in first.message
    assert [(c.line, c.verdict) for c in reports["main.tex"].claims] == [(6, "wrong")]


def test_the_command_names_the_chapter(tmp_path, capsys):
    """Diagnostics stand at the chapter's own lines."""
    assert main(["check", str(_book(tmp_path))]) == 1
    shown = capsys.readouterr()
    assert "chap.tex:3:" in shown.err and "main.tex:6:" in shown.err and "chap.tex: 2 relations" in shown.out


def test_the_main_file_is_annotated(tmp_path):
    """A copy of the main file has the marks of its own lines only."""
    main(["check", str(_book(tmp_path)), "--annotate", str(tmp_path / "out.tex"), "-q"])
    marked = (tmp_path / "out.tex").read_text()
    assert marked.count("wrong") <= 2 and "\\input{chap}" in marked
