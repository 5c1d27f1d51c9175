"""The sample documents: what the README's first command makes of them, and what the checker finds in the notes' formulas."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_docs"


def texderive(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "texderive", *map(str, arguments)], capture_output=True, text=True, cwd=cwd or ROOT)


def without_insertions(solved: str, source: str) -> bool:
    """Whether the source's lines all stand in the solved document, in order."""
    lines = iter(solved.splitlines())
    return all(any(line == written for written in lines) for line in source.splitlines())


@pytest.fixture(scope="module", params=["homework", "vector_calculus"])
def solved(request, tmp_path_factory):
    """(name, report, solved text) of a sample document."""
    folder = tmp_path_factory.mktemp(request.param)
    done = texderive("solve", SAMPLES / f"{request.param}.tex", "-o", folder / "out.tex", "--report", folder / "report.json")
    assert done.returncode == 0, done.stderr
    return request.param, json.loads((folder / "report.json").read_text()), (folder / "out.tex").read_text(), folder


def test_every_problem_of_a_sample_is_solved(solved):
    """All problems of the samples are found and solved: at least ten of them."""
    _, report, _, _ = solved
    assert len(report["problems"]) >= 10
    assert {problem["status"] for problem in report["problems"]} == {"solved"}


def test_samples_differ_by_insertions_alone(solved):
    """The author's lines all stay where they were."""
    name, _, text, _ = solved
    assert without_insertions(text, (SAMPLES / f"{name}.tex").read_text())


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no pdflatex on this machine")
def test_solved_samples_compile_without_overfull_lines(solved):
    """pdflatex compiles the solved sample, and no line sticks out into the margin."""
    _, _, _, folder = solved
    shutil.copy(SAMPLES / "macros.tex", folder)
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "out.tex"], cwd=folder, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull \\hbox" not in done.stdout


def test_the_checker_finds_what_is_wrong_in_the_notes():
    """In the notes' own formulas, the index slip of (34) is wrong, (38) is a change of layout, and nothing else is reported."""
    import texderive as td

    source = (SAMPLES / "notes_formulas_check.tex").read_text()
    lines = source.splitlines()
    report = td.check(source)
    verdicts = {lines[claim.line - 1].partition(r"\tag{")[2].partition("}")[0]: claim.verdict for claim in report.claims}
    assert verdicts["34"] == "wrong"
    assert verdicts["38"] == "equal-up-to-transpose"
    assert {tag for tag, verdict in verdicts.items() if verdict in ("wrong", "shape-error", "equal-up-to-transpose")} == {"34", "38"}
