r"""A copy of the document with a mark in the margin at every checked line; it compiles wherever the document does."""
from __future__ import annotations

from .report import ASSUMES, EQUAL, SHAPE, TRANSPOSED, UNREAD, WRONG, Claim, Report

_MARKS = {EQUAL: r"$\surd$", TRANSPOSED: r"$\surd^{T}$", WRONG: "WRONG", SHAPE: "SHAPES", ASSUMES: r"$\surd$ if", UNREAD: "?"}
_SPECIAL = {"\\": r"\textbackslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
            "^": r"\textasciicircum ", "~": r"\textasciitilde ", "<": r"\textless ", ">": r"\textgreater ", "|": r"\textbar "}


def annotate(text: str, report: Report) -> str:
    r"""`text` with \marginpar marks behind each formula that holds checked lines, one line per relation.

    Nothing is changed inside of a formula, where \marginpar is not allowed in every environment.
    """
    groups: dict[int, list[Claim]] = {}
    for claim in report.claims:
        if claim.verdict in _MARKS:
            groups.setdefault(_place(text, claim), []).append(claim)
    out, at = [], 0
    for place in sorted(groups):
        out += [text[at:place], _mark(groups[place])]
        at = place
    return "".join(out) + text[at:]


def _place(text: str, claim: Claim) -> int:
    """Behind the formula that holds the claim."""
    from .text.blocks import find_blocks
    from .text.source import blank
    return next((b.end for b in find_blocks(blank(text)) if b.start <= claim.span[0] < b.end), len(text))


def _mark(claims: list[Claim]) -> str:
    entries = []
    for c in claims:
        entry = f"l.\\,{c.line}: {_MARKS[c.verdict]}"
        if c.verdict in (WRONG, SHAPE, ASSUMES):
            entry += " " + escape(c.slip or c.assumption or "")
        entries.append(entry.rstrip())
    return "\\marginpar{\\raggedright\\scriptsize " + r"\\ ".join(entries) + "}"


def escape(text: str) -> str:
    r"""Plain text for LaTeX.

    >>> escape("50% of A_k")
    '50\\% of A\\_k'
    """
    return "".join(_SPECIAL.get(c, c) for c in text if c.isprintable())
