"""The room for a line where a solution stands, and slides."""
from __future__ import annotations

import pytest

from texderive.document.document import read
from texderive.document.pipeline import Options, solve

PROBLEM = "Find $\\frac{d}{dx}x^2$."


@pytest.mark.parametrize(("preamble", "before", "least", "most"), [
    (r"\documentclass{article}", "", 31, 33), (r"\documentclass[twocolumn]{article}", "", 18, 22), (r"\documentclass{IEEEtran}", "", 18, 22), (r"\documentclass{beamer}", "", 24, 27),
    (r"\documentclass{article}\usepackage[margin=1in]{geometry}", "", 36, 36), (r"\documentclass{article}\usepackage[textwidth=8cm]{geometry}", "", 19, 21),
    (r"\documentclass{article}", r"\begin{multicols}{2}\begin{enumerate}\item ", 13, 15), (r"\documentclass{article}", r"\begin{minipage}{0.5\textwidth}", 15, 17),
])
def test_the_room_is_that_of_the_page(preamble, before, least, most):
    """Class, options, geometry, columns and boxes decide how lines are broken."""
    problem = read(f"{preamble}\\begin{{document}}\n{before}{PROBLEM}\n\\end{{document}}\n").problems[0]
    assert least <= problem.room <= most


def test_lines_are_broken_for_a_narrow_column():
    """The same derivation has more rows in two columns."""
    rows = [solve(f"\\documentclass[{option}]{{article}}\\begin{{document}}\nCompute $\\frac{{d}}{{du}}\\frac{{(u^2-1)e^u}}{{(u^2+1)\\sin u}}$.\n\\end{{document}}\n", Options(cache=False)).text.count(r"\\")
            for option in ("onecolumn", "twocolumn")]
    assert rows[0] < rows[1]


def test_each_solution_of_a_slide_has_slides_of_its_own():
    """A slide has no room for it, and beamer loses what follows where it may not break; an empty slide called "Solution" has none either."""
    slides = "\\documentclass{beamer}\\begin{document}\n\\begin{frame}{Exercise}\n" + PROBLEM + " Find $\\frac{d}{dx}x^3$.\n\\end{frame}\n\\begin{frame}{Solution}\n\\end{frame}\n\\end{document}\n"
    text = solve(slides, Options(cache=False)).text
    assert text.count("\\begin{frame}[allowframebreaks]{Solution (") == 2 and text.index("{Solution}\n\\end{frame}\n% texderive: begin") > 0
    assert r"\allowdisplaybreaks[4]" in text and r"\allowdisplaybreaks[2]" not in text


def test_a_page_without_room_for_more_ends_behind_a_solution() -> None:
    """So no heading of the next problem stands at its foot: the page may end there up to four lines early."""
    from texderive.document.solutions.phrasing import assembled
    assert assembled(["x"], inside=False, frame=False).endswith(r"\par\smallskip\vskip 0pt plus 4\baselineskip\penalty-100\vskip 0pt plus -4\baselineskip\relax")
    assert r"\vskip" not in assembled(["x"], inside=True, frame=False)
