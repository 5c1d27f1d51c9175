"""Rows that solve an equation stated before them, and so define nothing."""
from __future__ import annotations

import re

from ... import tree as t
from ...errors import TexDeriveError
from ...types.names import name_of
from ..text import cues
from ..text.chains import Chain, Outline
from ..trees.heads import derivatives, is_head, letters, mentions, plain_name
from .knowledge import Knowledge
from .relations import inner

_ARGMIN = re.compile(r"\\arg\b|arg\s*\\?[,!]?\s*(?:\\,)?\s*m(?:in|ax)|\\argm(?:in|ax)\b")


def solves(known: Knowledge, outline: Outline, chain: Chain, left: t.Node) -> bool:
    """Whether a display row `w = ...` solves an equation stated before it: its name, without a star or hat,
    is what was differentiated by."""
    name = plain_name(inner(left))
    part = max((cut for cut in known.cuts[0] if cut <= chain.first.start), default=0) if known.cuts else 0
    for earlier in outline.chains:
        if earlier.first.start >= chain.first.start:
            break
        if earlier.first.start < part:
            continue                           # of another exercise
        if (any(_ARGMIN.search(outline.source(m)) for m in earlier.members[1:])
                and _plain_name_of(known, outline.source(earlier.first)) == name):
            return True
        if (posed := cues.to_be_solved(outline, earlier)) | earlier.display and _speaks(known, outline, earlier, name) \
                and (posed or cues.equation(outline, earlier) or earlier.block == chain.block
                     and (outline.source(earlier.members[-1]).strip() == "0"
                          or _in_its_letters(known, outline, earlier, chain, name))):
            return True
        if (earlier.display and len(earlier.members) > 1
                and re.search(r"\\partial|\\nabla|\\frac\s*\{?\s*(?:\\mathrm\s*)?\{?d\b|'",
                              outline.source(earlier.first)) or earlier.link):
            try:
                node = known.node(outline.source(earlier.first))
            except TexDeriveError:
                continue
            if (earlier.link and mentions(node, name)
                    or any(mentions(v.node, name) for d in derivatives(node) for v in d.variables)):
                return True
            if any(isinstance(n, t.Call) and isinstance(n.function, t.Prime) and any(mentions(a, name) for a in n.args)
                   for n in t.nodes(node)):
                return True
            if any(d.operand is not None and not d.variables
                   and any(p.name == name_of(d.operand) and p.definition.kind == "function"
                           and name in p.definition.params for p in known.placed) for d in derivatives(node)):
                return True
            if any(isinstance(d.operand, t.Call) and any(mentions(a, name) for a in d.operand.args)
                   for d in derivatives(node)):
                return True
    return False


def _speaks(known: Knowledge, outline: Outline, chain: Chain, name: str | None) -> bool:
    """Whether an equation, not itself a definition, speaks of a name."""
    try:
        nodes = [known.node(outline.source(m)) for m in chain.members[:2]]
    except TexDeriveError:
        return False
    return name is not None and not is_head(nodes[0]) and any(mentions(n, name) for n in nodes)


def _in_its_letters(known: Knowledge, outline: Outline, equation: Chain, chain: Chain, name: str) -> bool:
    """Whether a row says what a name is in letters of an equation above alone, whose left side speaks of it,
    as its solution does: X = A^{-1}(C - B) behind AX + B = C."""
    try:
        left, right = (known.node(outline.source(m)) for m in equation.members[:2])
        return mentions(left, name) and letters(known.node(outline.source(chain.members[-1]))) <= letters(left) | letters(right)
    except TexDeriveError:
        return False


def _plain_name_of(known: Knowledge, latex: str) -> str | None:
    """The plain name that LaTeX is; None where it is none."""
    try:
        return plain_name(known.node(latex))
    except TexDeriveError:
        return None
