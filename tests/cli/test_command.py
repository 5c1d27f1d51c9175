"""The command line: exit codes, where output goes, what is told; run in this process."""
from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from texderive.cli import COMMANDS, main

FORMULA = r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2"
HOMEWORK = "\\documentclass{article}\n\\usepackage{amsmath}\n\\title{Sheet 1}\n\\begin{document}\n\\begin{enumerate}\n\\item Find $\\frac{d}{dx}x^2$.\n\\item Find $\\frac{d}{dt}\\int_0^t s ds$.\n\\end{enumerate}\n\\end{document}\n"


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def sheet(tmp_path) -> Path:
    path = tmp_path / "hw.tex"
    path.write_text(HOMEWORK)
    return path


def test_derive_prints_the_steps(capsys):
    """Text by default, and exit 0."""
    assert main(["derive", FORMULA]) == 0
    assert "2(Xβ − Y)ᵀX" in capsys.readouterr().out


@pytest.mark.parametrize("formula", ["$x^2$ by $x.", "\\[x^2 by $x$.", "\\begin{equation}x^2\n\n", "$$x^2$ by $x$."])
def test_a_formula_that_is_never_closed_is_a_finding(formula, tmp_path, capsys):
    """Its sign is pointed at and the exit code is 1: the document does not compile, and what stands behind the sign was not looked at."""
    path = tmp_path / "open.tex"
    path.write_text("\\documentclass{article}\n\\begin{document}\nDifferentiate " + formula + "\n\nThe end.\n\\end{document}\n")
    assert main(["solve", str(path), "-o", str(tmp_path / "out.tex")]) == 1
    assert "open.tex:3:" in (told := capsys.readouterr().err) and "error[TD509]" in told and "has no partner" in told
    assert main(["check", str(path)]) == 0 and "line 3: " in capsys.readouterr().out


@pytest.mark.parametrize("form", ["latex", "markdown", "html", "typst", "json", "numpy"])
def test_derive_knows_the_formats(form, capsys):
    """Each prints something of its kind."""
    assert main(["derive", r"\frac{d}{dx}x^2", "--format", form]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["result"]["latex"] == "2x" if form == "json" else "x" in out


def test_derive_takes_declarations_and_layout(capsys):
    """--declare and --layout reach the derivation."""
    assert main(["derive", r"\nabla_x x^\top A x", "--declare", "A: n x n symmetric", "--declare", "x: n", "--layout", "denominator", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["latex"] == "2Ax"


def test_derive_reads_stdin_and_files(capsys, monkeypatch, tmp_path):
    """- is stdin; a file name is the file."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"$\\frac{d}{dx}x^2$\n")))
    assert main(["derive", "-"]) == 0
    (tmp_path / "f.tex").write_text("\\[ \\frac{d}{dx}x^3 \\]\n")
    assert main(["derive", str(tmp_path / "f.tex")]) == 0
    assert "3x²" in capsys.readouterr().out


def test_a_formula_that_cannot_be_read_is_a_finding(capsys):
    """Exit 1, the place and a caret on stderr, nothing on stdout."""
    assert main(["derive", r"\frac{d}{dx}(x^2"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "error[TD" in captured.err and "^" in captured.err


@pytest.mark.parametrize("arguments", [["derive", "nofile.tex"], ["solve", "nofile.tex"], ["clean", "nofile.tex"], ["nonsense"], [], ["explain", "TD000"],
                                       ["derive", "x", "--declare", "no colon"], ["derive", r"\frac{d}{dx}x", "--format", "pdf"], ["batch", "none.jsonl"]])
def test_usage_errors_exit_with_2(arguments, capsys):
    """With a message on stderr and no traceback."""
    assert main(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_internal_error_is_one_line(capsys, monkeypatch):
    """Exit 3, and how to report it."""
    monkeypatch.setattr("texderive.api.derive", lambda *a, **k: 1 / 0)
    assert main(["derive", "x"]) == 3
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "ZeroDivisionError" in err and "report" in err


def test_solve_writes_output_and_report(sheet, tmp_path, capsys):
    """Insertions only, the report, the summary, exit 1 because one problem is refused."""
    out, report = tmp_path / "o.tex", tmp_path / "r.json"
    assert main(["solve", str(sheet), "-o", str(out), "--report", str(report)]) == 1
    assert "2x" in out.read_text() and sheet.read_text() == HOMEWORK
    assert [p["status"] for p in json.loads(report.read_text())["problems"]] == ["solved", "refused"]
    assert "2 problems: 1 solved, 1 refused" in capsys.readouterr().err.replace("1 solved with assumed shapes", "1 solved")


def test_solve_never_overwrites_its_input(sheet):
    """Exit 2, and the bytes stay, unless --in-place."""
    assert main(["solve", str(sheet), "-o", str(sheet)]) == 2 and sheet.read_text() == HOMEWORK
    assert main(["solve", str(sheet), "--in-place"]) == 1 and "texderive: begin" in sheet.read_text()
    assert main(["clean", str(sheet), "--in-place"]) == 0 and sheet.read_text() == HOMEWORK
    assert main(["solve", str(sheet), "--in-place", "-o", str(sheet.with_name("other.tex"))]) == 2 and sheet.read_text() == HOMEWORK


def test_solve_prints_a_diff(sheet, capsys):
    """A unified diff of added lines, nothing written."""
    main(["solve", str(sheet), "--diff"])
    out = capsys.readouterr().out
    assert out.startswith("--- a/") and "\n+% texderive: begin" in out and "\n-\\" not in out


def test_solve_writes_a_depfile(sheet, tmp_path):
    """-MD -MF -MP."""
    main(["solve", str(sheet), "-o", str(tmp_path / "o.tex"), "-MD", "-MF", str(tmp_path / "o.d"), "-MP"])
    assert (tmp_path / "o.d").read_text().startswith(f"{tmp_path / 'o.tex'}: {sheet}")


@pytest.mark.parametrize(("name", "words"), [("h.html", "<math"), ("h.md", "# Sheet 1"), ("h.tex", r"\documentclass"), ("h.typ", "Sheet 1")])
def test_solve_writes_handouts(sheet, tmp_path, name, words):
    """The ending chooses the format; the title is the document's."""
    main(["solve", str(sheet), "--handout", "-o", str(tmp_path / name)])
    assert words in (tmp_path / name).read_text()


def test_variants_come_from_one_source(sheet, tmp_path):
    """The student's variant has no answers."""
    main(["solve", str(sheet), "--handout", "--variant", "student", "-o", str(tmp_path / "s.md")])
    main(["solve", str(sheet), "--handout", "-o", str(tmp_path / "t.md")])
    assert "2x" not in (tmp_path / "s.md").read_text() and "2x" in (tmp_path / "t.md").read_text()


def test_a_folder_is_solved_and_a_bad_file_does_not_stop_it(tmp_path, capsys):
    """One result line per file, the structure kept."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.tex").write_text("Find $\\frac{d}{dx}x^2$.\n")
    (folder / "sub" / "b.tex").write_bytes(b"a\0b")
    assert main(["solve", str(folder), "-o", str(tmp_path / "out"), "-j", "1"]) == 1
    assert "2x" in (tmp_path / "out" / "a.tex").read_text()
    err = capsys.readouterr().err
    assert "b.tex: error" in err and "1 could not be read" in err


def test_batch_gives_every_record_a_line(tmp_path, capsys):
    """In order, also for what is refused or no JSON."""
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": 1, "latex": r"\frac{d}{dx}x^2"}) + "\nnonsense\n" + json.dumps({"latex": "\\frac{"}) + "\n")
    assert main(["batch", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"), "-j", "1"]) == 1
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [r["status"] for r in rows] == ["solved", "error", "refused"] and rows[0]["id"] == 1


def test_declarations_that_say_nothing_are_told(capsys):
    """An empty one is refused; one of a symbol that does not occur is noted and does no harm."""
    assert main(["derive", r"\nabla_x x^T x", "--declare", "x:"]) == 2 and "cannot read the declaration" in capsys.readouterr().err
    assert main(["derive", r"\nabla_x x^T x", "--declare", "q: n"]) == 0 and "q is declared and does not occur" in capsys.readouterr().err


def test_declare_prints_pragmas(tmp_path, capsys):
    """The inferred shapes, ready to be pasted."""
    (tmp_path / "d.tex").write_text("Find $\\nabla_w \\|Xw-y\\|^2$.\n")
    assert main(["declare", str(tmp_path / "d.tex")]) == 0
    assert "% texderive: X in R^{" in capsys.readouterr().out


def test_explain_knows_every_code(capsys):
    """One code in words; without a code, the list."""
    assert main(["explain", "td501"]) == 0 and main(["explain"]) == 0
    assert "TD501" in capsys.readouterr().out


def test_a_faulty_template_stops_the_run(sheet, tmp_path, capsys):
    """It is told once, not for every problem, and no document is written that says so in the place of solutions."""
    (tmp_path / "t" / "latex").mkdir(parents=True)
    (tmp_path / "t" / "latex" / "derivation.tex").write_text("\\VAR{d.rezult}\n")
    out = tmp_path / "o.tex"
    assert main(["solve", str(sheet), "--templates", str(tmp_path / "t"), "-o", str(out)]) == 2
    assert capsys.readouterr().err.count("TD525") == 1 and not out.exists()


def test_a_variant_is_of_a_handout(sheet, tmp_path):
    """--variant hints alone makes a handout, with the hints."""
    out = tmp_path / "o.md"
    assert main(["solve", str(sheet), "--variant", "hints", "-o", str(out)]) == 1
    assert "Hints:" in out.read_text()


def test_templates_are_copied(tmp_path):
    """A folder to start from."""
    assert main(["templates", "--copy", str(tmp_path / "t")]) == 0
    assert list((tmp_path / "t").rglob("handout.tex"))


def test_check_tells_the_wrong_line(capsys):
    """Exit 1 and the diagnostic."""
    assert main(["check", r"\frac{d}{dx} x^2 = 3x"]) == 1
    assert "TD601" in capsys.readouterr().err
    assert main(["check", r"\frac{d}{dx} x^2 = 2x", "-q"]) == 0


def test_components_and_doctor_answer(capsys):
    """Index notation; what is installed."""
    assert main(["components", r"v^\top v", "--declare", "v: n"]) == 0
    assert r"\sum" in capsys.readouterr().out
    assert main(["doctor"]) == 0 and "verified" in capsys.readouterr().out


def test_every_command_explains_itself(capsys):
    """--help works for each."""
    for name in COMMANDS:
        with pytest.raises(SystemExit) as stop:
            main([name, "--help"])
        assert stop.value.code == 0


@pytest.mark.parametrize("arguments", [["solve", "sheet.tex", "-o", "out.pdf"], ["solve", "sheet.tex", "-o", "out.md"], ["solve", "sheet.tex", "--format", "html"], ["derive", "sheet.tex"],
                                       ["derive", "formula.txt", "-o", "formula.txt"], ["check", "formula.txt", "--format", "json", "-o", "formula.txt"]])
def test_what_a_newcomer_tries_is_answered_and_writes_nothing(arguments, tmp_path, monkeypatch, capsys):
    """A solved document is LaTeX, a document is no formula, an input is never overwritten: each is said, with what to write instead."""
    monkeypatch.chdir(tmp_path)
    Path("sheet.tex").write_text(r"\documentclass{article}\begin{document}Compute $\frac{d}{dx}x^2$.\end{document}")
    Path("formula.txt").write_text(r"\frac{d}{dx} x^2")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert main(arguments) == 2
    assert "hint:" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_the_ending_names_the_format_and_a_dash_the_terminal(tmp_path, capsys):
    """derive -o x.md writes Markdown; -o - is the terminal, not a file of that name."""
    assert main(["derive", r"\frac{d}{dx} x^2", "-o", str(tmp_path / "x.md")]) == 0
    assert "$$" in (tmp_path / "x.md").read_text()
    assert main(["derive", r"\frac{d}{dx} x^2", "-o", "-"]) == 0
    assert "2x" in capsys.readouterr().out and not Path("-").exists()
