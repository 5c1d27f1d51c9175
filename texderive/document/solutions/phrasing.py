"""The words around a derivation in the output: heading, refusal note, slide."""
from __future__ import annotations

import re

from .solving import Outcome

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
            "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
            "<": r"\textless{}", ">": r"\textgreater{}"}


def escaped(text: str) -> str:
    r"""Plain words as TeX source in ASCII.

    >>> escaped("5 % of x_1")
    '5 \\% of x\\_1'
    """
    return "".join(_SPECIAL.get(c, c) if c.isascii() and c.isprintable() else " " if c.isspace() else "?" for c in text)


def body(outcome: Outcome, request: str = "") -> str:
    """The worked solution, or a visible note that says why there is none;
    with a `request` it says first what it is of."""
    heading = rf"\par\noindent For $\displaystyle {request}$:" + "\n" if request else ""
    if outcome.status == "solved":
        return heading + _without_blank_lines(outcome.fragment)
    note = heading + rf"\par\noindent\emph{{[Not derived: {escaped(outcome.message)}.]}}"
    return f"{note}\n{_without_blank_lines(outcome.fragment)}" if outcome.fragment else note


# behind a solution: a page that has no room for four more lines ends here, so that no heading
# of what follows stands at its foot
ROOM = r"\vskip 0pt plus 4\baselineskip\penalty-100\vskip 0pt plus -4\baselineskip\relax"


def assembled(pieces: list[str], inside: bool, frame: bool) -> str:
    """Solutions that stand in one place; outside of a solution environment they get a heading."""
    if frame:
        return "\n".join(_frame(piece, f"Solution ({k} of {len(pieces)})" if len(pieces) > 1 else "Solution")
                         for k, piece in enumerate(pieces, 1))
    text = "\n\\par\\medskip\n".join(pieces) if len(pieces) > 1 else pieces[0]
    if inside:
        return text
    return "\\par\\nobreak\\smallskip\\noindent\\textbf{Solution.}\n" + text + f"\n\\par\\smallskip{ROOM}"


def _frame(piece: str, title: str) -> str:
    """A slide of its own, which goes on on further ones: beamer loses what follows where it finds no place to break,
    so that every row must be one."""
    return f"\\begin{{frame}}[allowframebreaks]{{{title}}}\n" + piece.replace(r"\allowdisplaybreaks[2]",
        r"\allowdisplaybreaks[4]") + "\n\\end{frame}"


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n(?:[ \t]*\n)+", "\n", text.strip("\n"))
