"""The words around a derivation in the output: heading, refusal note, slide; and the author's own macros in it."""
from __future__ import annotations

import re
from collections.abc import Callable

from ..prose.expansion import Macro
from .solving import Outcome

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
            "<": r"\textless{}", ">": r"\textgreater{}"}


def escaped(text: str) -> str:
    r"""Plain words as TeX source in ASCII.

    >>> escaped("5 % of x_1")
    '5 \\% of x\\_1'
    """
    return "".join(_SPECIAL.get(c, c) if c.isascii() and c.isprintable() else " " if c.isspace() else "?" for c in text)


def body(outcome: Outcome) -> str:
    """The worked solution, or a visible note that says why there is none."""
    if outcome.status == "solved":
        return _without_blank_lines(outcome.fragment)
    note = rf"\par\noindent\emph{{[Not derived: {escaped(outcome.message)}.]}}"
    return f"{note}\n{_without_blank_lines(outcome.fragment)}" if outcome.fragment else note


def assembled(pieces: list[str], inside: bool, frame: bool) -> str:
    """Solutions that stand in one place; outside of a solution environment they get a heading."""
    text = "\n\\par\\medskip\n".join(pieces) if len(pieces) > 1 else pieces[0]
    if frame:
        return "\\begin{frame}[allowframebreaks]{Solution}\n" + text + "\n\\end{frame}"
    if inside:
        return text
    return "\\par\\smallskip\\noindent\\textbf{Solution.}\n" + text + "\n\\par\\smallskip"


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n(?:[ \t]*\n)+", "\n", text.strip("\n"))


def author_macros(macros: dict[str, Macro]) -> Callable[[str], str]:
    r"""A function that writes the author's own commands for letters and signs: \x for \mathbf{x}, \R for \mathbb{R}.

    Only macros without arguments whose body is one styled letter or a transpose are put back: anything else could change what is set.
    """
    back: dict[str, str] = {}
    for name in sorted(macros, key=lambda n: (len(n), n)):
        macro = macros[name]
        if macro.args == 0 and re.fullmatch(r"\\[A-Za-z]+", name) and re.fullmatch(r"\\(?:mathbf|boldsymbol|bm|mathbb|mathcal)\s*\{\\?[A-Za-z]+\}", macro.body):
            back.setdefault(macro.body, name)
        transpose = re.fullmatch(r"\^\s*\{?\s*(\\(?:top|intercal))\s*\}?", macro.body) if macro.args == 0 else None
        if transpose:
            back.setdefault(f"^{transpose.group(1)}", name)
            back.setdefault(f"^{{{transpose.group(1)}}}", name)
    if not back:
        return lambda text: text
    pattern = re.compile("|".join(re.escape(b) + ("(?![A-Za-z])" if b[-1].isalpha() else "") for b in sorted(back, key=lambda b: (-len(b), b))))

    def restore(text: str) -> str:
        def name(match: re.Match[str]) -> str:
            follows = text[match.end():match.end() + 1]
            return back[match.group()] + (" " if follows.isalpha() else "")
        return pattern.sub(name, text)

    return restore
