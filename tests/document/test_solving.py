"""Documents solved: where solutions stand, that the author's bytes stay, reports, stated answers, refusals."""
from __future__ import annotations

from pathlib import Path

import pytest

from texderive.document.files import markers
from texderive.document.pipeline import Options, solve, solve_document, summary
from texderive.document.document import analyse, read
from texderive.document.files.source import decode

FIXTURES = Path(__file__).parent / "fixtures"
PLAIN = Options(cache=False)


def solved(text: str, **settings):
    """A text solved without the cache."""
    return solve(text, Options(cache=False, **settings))


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.tex")), ids=lambda p: p.stem)
def test_taking_insertions_out_gives_the_bytes_back(path):
    """clean(solve(x)) is x, byte for byte, and solving again changes nothing."""
    solution = solve(path, PLAIN)
    assert solution.document.base.encode(markers.cleaned(solution.text)) == path.read_bytes()
    again = solve_document(analyse(decode(solution.data, path)), PLAIN)
    assert again.text == solution.text


def test_an_internal_error_stops_one_problem_only(monkeypatch):
    """The others are solved, and the message asks for a report."""
    from texderive import api
    derive = api.derive
    monkeypatch.setattr(api, "derive", lambda latex, **settings: derive(latex, **settings) if "x^3" in latex else 1 / 0)
    outcomes = [o for _, o in solved("Find $\\frac{d}{dx}x^2$.\n\nFind $\\frac{d}{dx}x^3$.\n").outcomes]
    assert [o.status for o in outcomes] == ["error", "solved"] and "please report it" in outcomes[0].message


def test_a_command_that_prints_the_word_begins_the_answer():
    r"""\\solution of the preamble: what follows is the author's, and an empty one is filled."""
    text = "\\newcommand{\\solution}{\\textbf{\\large Solution}}\n\\section*{Problem 1}\nFind $\\frac{d}{dx}x^2$.\n\n\\solution\n\nIt is $2x$.\n\\section*{Problem 2}\nFind $\\frac{d}{dx}x^3$.\n\n\\solution\n"
    solution = solved(text)
    assert len(solution.outcomes) == 1 and solution.text.rindex("\\solution\n") < solution.text.index("texderive: begin")


def test_a_hint_with_a_letter_before_it_is_no_answer():
    """"(a) Hint: ..." in a solution environment leaves it to be filled."""
    assert len(solved("\\begin{problem}Find $\\frac{d}{dx}x^2$.\\end{problem}\n\\begin{solution}\n(a) Hint: $x^2=xx$.\n\\end{solution}\n").outcomes) == 1


def test_items_called_answer_hold_the_answers():
    """[A1] behind [Q1]: a written answer is left alone, an empty one is filled."""
    text = "\\begin{description}\n\\item[Q1] Find $\\frac{d}{dx}x^2$.\n\\item[A1] $2x$.\n\\item[Q2] Find $\\frac{d}{dx}x^3$.\n\\item[A2]\n\\end{description}\n"
    solution = solved(text)
    assert len(solution.outcomes) == 1 and "\\item[A2]\n% texderive: begin" in solution.text


def test_coloured_answers_are_answers():
    r"""\textcolor{red}{Solution: ...} is left alone, and an empty one is filled behind the braces."""
    text = "Find $\\frac{d}{dx}x^2$.\n\n\\textcolor{red}{Solution: it is $2x$.}\n\nFind $\\frac{d}{dx}x^3$.\n\n\\textcolor{red}{\\textbf{Solution:}}\n"
    solution = solved(text)
    assert len(solution.outcomes) == 1 and solution.text.index("{\\textbf{Solution:}}") < solution.text.index("texderive: begin")


def test_the_answer_to_a_later_question_answers_no_earlier_one():
    """What is written below Q2 belongs to Q2 alone."""
    text = "\\newcommand{\\sol}[1]{#1}\n\\textbf{Q1.} Find $\\frac{d}{dx}x^2$.\n\n\\textbf{Q2.} Find $\\frac{d}{dx}x^3$. \\sol{It is $3x^2$.}\n"
    assert [p.request.latex for p, _ in solved(text).outcomes] == [r"\frac{d}{dx}x^2"]


def test_an_empty_environment_is_filled():
    """The solution goes between \\begin and \\end, on one line or on two."""
    text = "\\begin{problem}Find $\\frac{d}{dx}x^2$.\\end{problem}\n\\begin{solution}\\end{solution}\n"
    out = solved(text).text
    assert out.index("\\begin{solution}% texderive: begin") < out.index("2x") < out.index("\\end{solution}")
    assert "Solution.}" not in out


def test_without_environment_the_solution_follows_the_item():
    """It stands before the next item, under a heading."""
    text = "\\begin{enumerate}\n\\item Find $\\frac{d}{dx}x^2$.\n\\item Why?\n\\end{enumerate}\n"
    out = solved(text).text
    assert out.index("\\item Find") < out.index("\\textbf{Solution.}") < out.index("\\item Why?")


def test_a_problem_environment_is_followed_by_its_solution():
    """A theorem-like exercise is left, so that the solution is not set in its italics."""
    text = "\\newtheorem{exo}{Exercice}\n\\begin{document}\n\\begin{exo}\nCalculer $\\frac{d}{dx}x^2$.\n\\end{exo}\nFin.\n\\end{document}\n"
    out = solved(text).text
    assert out.index("\\end{exo}") < out.index("texderive: begin") < out.index("Fin.")


def test_a_beamer_solution_is_a_slide_of_its_own():
    """Behind the frame, not inside, where it would not fit."""
    out = solve(FIXTURES / "beamer_slides.tex", PLAIN).text
    assert out.index("\\end{frame}\n% texderive: begin") < out.index("\\begin{frame}[allowframebreaks]{Solution}")


def test_an_answer_of_the_author_is_respected():
    """A solution that is there already is neither changed nor reported."""
    text = "Find $\\frac{d}{dx}x^2$.\n\\begin{solution}\n\\[ \\frac{d}{dx}x^2 = 2x \\]\n\\end{solution}\n"
    solution = solved(text)
    assert solution.text == text and solution.problems == []


def test_crlf_files_stay_crlf():
    """No bare line feed enters a file of carriage returns."""
    text = "Find $\\frac{d}{dx}x^2$.\r\n\r\nEnd.\r\n"
    out = solve_document(analyse(decode(text.encode())), PLAIN).data
    assert b"\n" not in out.replace(b"\r\n", b"") and b"texderive: begin" in out


@pytest.mark.parametrize("codec", ["latin-1", "utf-8", "utf-8-sig"])
def test_bytes_of_any_encoding_survive(codec):
    """Accents come back in the encoding, and with the byte order mark, they had."""
    data = "Übung: find $\\frac{d}{dx}x^2$. Ça va.\n".encode(codec)
    solution = solve_document(analyse(decode(data)), PLAIN)
    assert solution.data.startswith(data[:10]) and solution.document.base.encode(markers.cleaned(solution.text)) == data


def test_a_file_without_final_line_end_keeps_it_so():
    """The insertion at the end adds none after its last mark."""
    text = "\nFind $\\frac{d}{dx}x^2$."
    out = solved(text).text
    assert out.startswith(text) and not out.endswith("\n") and markers.cleaned(out) == text


def test_the_report_has_one_entry_per_problem():
    """With place, status, request and result."""
    [entry] = solved("Hm.\n\nFind $\\frac{d}{dx}x^2$.\n").problems
    assert (entry["line"], entry["column"], entry["status"], entry["result"]) == (3, 7, "solved", {"latex": "2x", "shape": entry["result"]["shape"]})


def test_out_of_reach_is_refused_with_a_note():
    """An integral stays, with a diagnostic and a visible note; the other problem is solved."""
    solution = solved("(a) Find $\\frac{d}{dt}\\int_0^t e^{-s^2}ds$.\n\n(b) Find $\\frac{d}{dx}x^2$.\n")
    assert [e["status"] for e in solution.problems] == ["refused", "solved"]
    assert "Not derived: integrals" in solution.text and solution.diagnostics[0].code == "TD511"


def test_a_wrong_stated_answer_is_a_diagnostic():
    """"Show that" with a slip is derived, and the difference told."""
    solution = solved("% texderive: layout=denominator\nShow that $\\nabla_x x^\\top x = 3x$ for $x\\in\\mathbb{R}^n$.\n")
    assert [d.code for d in solution.diagnostics] == ["TD512"] and solution.counts["differing"] == 1


def test_a_right_stated_answer_is_none():
    """The derivative as stated, in either layout, passes silently."""
    assert solved("Show that $\\nabla_x b^\\top x = b$ for $b,x\\in\\mathbb{R}^n$.\n").diagnostics == []


def test_only_the_wanted_problem_is_solved():
    """--only counts from 1 in the document's order."""
    solution = solved("(a) Find $\\frac{d}{dx}x^2$.\n\n(b) Find $\\frac{d}{dx}x^3$.\n", only=(2,))
    assert len(solution.problems) == 1 and "3x^2" in solution.text


def test_an_arg_min_reports_the_point():
    """The result is what the problem asks: the minimiser."""
    [entry] = solved("Minimise $\\|Xw-y\\|^2$ over $w$, where $X\\in\\mathbb{R}^{N\\times d}$, $y\\in\\mathbb{R}^N$.\n").problems
    assert r"^{-1}" in entry["result"]["latex"]


def test_letters_of_the_author_come_back():
    """A macro that stands for a styled letter is used in what is written."""
    text = "\\documentclass{article}\\newcommand{\\vx}{\\mathbf{x}}\n\\begin{document}\nFind $\\nabla_{\\vx} \\vx^\\top\\vx$.\n\\end{document}\n"
    inserted = solved(text).text.split("texderive: begin")[1]
    assert r"\vx" in inserted and r"\mathbf{x}" not in inserted


def test_the_summary_counts():
    """One line that adds up."""
    assert summary({"problems": 12, "solved": 11, "assumed": 1, "refused": 1, "differing": 0}) == "12 problems: 10 solved, 1 with assumed shapes, 1 refused"
    assert summary({"problems": 0, "solved": 0, "assumed": 0, "refused": 0, "differing": 0}) == "no problems found"


def test_results_are_kept_between_runs(tmp_path, monkeypatch):
    """The second run derives nothing: deriving is made to fail, and the answer is the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    text = "Find $\\frac{d}{dx}x^7$.\n"
    first = solve(text)
    monkeypatch.setattr("texderive.document.pipeline.solve_one", lambda *a, **k: pytest.fail("derived again"))
    assert solve(text).text == first.text
    assert (tmp_path / "texderive").is_dir()


def test_refusals_are_not_kept(tmp_path, monkeypatch):
    """Only successes are stored, so that a better version tries again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    text = "Find $\\frac{d}{dt}\\int_0^t s\\,ds$.\n"
    solve(text)
    called = []
    from texderive.document import pipeline
    real = pipeline.solve_one
    monkeypatch.setattr(pipeline, "solve_one", lambda *a, **k: called.append(1) or real(*a, **k))
    solve(text)
    assert called


def test_a_text_with_nothing_to_do_is_returned_as_it_is():
    """No problems, no change."""
    assert read("Nothing here.\n").problems == [] and solved("Nothing here.\n").text == "Nothing here.\n"


def test_further_questions_of_a_sentence_say_what_they_are_of_and_repeat_nothing():
    """A Hessian that is asked for beside the gradient goes on from it; a lone question has no heading of its own."""
    both = solved("Let $f(w)=\\|Xw-y\\|^2$. Find $\\nabla f(w)$ and $\\nabla^2 f(w)$.").text
    first, second = both.split("For $\\displaystyle \\nabla^2 f(w)$:")
    assert "For $\\displaystyle \\nabla f(w)$:" in first and "\\textit{In components.}" in first
    assert "\\textit{Second derivative, by $w_l$.} Up to here everything is as above." in second and "In components" not in second and "Given" not in second
    assert "For $" not in solved("Let $f(w)=\\|Xw-y\\|^2$. Find $\\nabla f(w)$.").text


def test_handout_does_not_repeat_what_an_optimum_begins_with():
    """Behind the gradient, the minimum begins with its equation; alone it is derived in full."""
    from texderive.document import handout
    text = "Let $J(w)=\\|Xw-y\\|^2$. Find $\\nabla J(w)$ and $\\arg\\min_w J(w)$.\n\n\\section*{Problem 2}\nFind $\\arg\\min_v \\|Xv-y\\|^2$.\n"
    shown = handout.render(solved(text, keep=True), "text")
    assert shown.count("In components") == 2 and shown.count("as above") == 1
