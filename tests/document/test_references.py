"""References of statements that stand alone in a handout."""
from __future__ import annotations

from texderive.document.handout import entries
from texderive.document.pipeline import Options, solve

SHEET = r"""\documentclass{article}
\newtcbtheorem{prob}{Problem}{}{pr}
\newtheorem{problem}{Problem}
\begin{document}
\begin{problem}\label{p}
Let \begin{equation}\label{eq:f} f(x)=x^2.\end{equation}
\begin{enumerate}
\item\label{it:a} Find the derivative of \eqref{eq:f}.
\item Using part \ref{it:a} of Problem~\ref{p} and \cref{eq:f}, find $f''(x)$ \cite{x} (see Figure~\ref{fig}).
\end{enumerate}
\end{problem}
\begin{prob}{Two arguments}{q} Find $\frac{d}{dx}x^3$.
\end{prob}
\end{document}
"""


def test_references_become_the_numbers_that_the_document_prints():
    """Parts, problems and equations; an equation that is referred to shows its number; citations fall away."""
    found = entries(solve(SHEET, Options(cache=False, keep=True)))
    assert r"\tag{1}" in found[0]["intro"]
    assert found[0]["own"] == "Find the derivative of (1)."
    assert found[1]["own"] == "Using part (1) of Problem~1 and (1), find $f''(x)$ (see Figure~?)."


def test_the_arguments_of_an_environment_are_no_words_of_it():
    """The title and the label of a tcolorbox theorem."""
    assert entries(solve(SHEET, Options(cache=False, keep=True)))[2]["own"] == r"Find $\frac{d}{dx}x^3$."
