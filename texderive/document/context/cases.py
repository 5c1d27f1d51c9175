"""Definitions by cases that words lay out: one formula "if" a condition holds and another "otherwise"."""
from __future__ import annotations

import re
from dataclasses import replace

from ...patterns import regex
from ...prose.fragments import Fragment
from ..lexical.definition import Definition, definitions
from ..lexical.sentences import in_span, marked
from ..lexical.statement import clean
from .scope import Scope

_REACH = 400                           # characters behind a definition in which its other case stands
_WHEN = r"(?:if|for|when|whenever|where|wenn|falls|für|si|pour|se|per|para|当)"
_FIRST_CASE = re.compile(rf"\s*,?\s*{_WHEN}[\s~$\\]", re.IGNORECASE)
_CASES = regex(rf"""
    [ ]*,?[ ]*{_WHEN}[ ]*(?P<condition>\x01)[ ]*[,;]?[ ]*(?:(?:and|but|while|whereas|by|or|und|et|y|e|is|given|equals?
      |it|into)[ ]+){{0,4}}(?P<other>\x01)[ ]*,?[ ]*
    (?:otherwise|else(?:where)?|sonst|sinon|en[ ]otro[ ]caso|altrimenti|{_WHEN}[ ]*(?P<second>\x01))
""", re.IGNORECASE)


def in_cases(scope: Scope, stated: list[Definition], fragment: Fragment) -> tuple[list[Definition], int]:
    """(the definitions that a fragment states, one that words go on with as one by cases;
    where these words end, else 0)."""
    if len(stated) != 1 or not _FIRST_CASE.match(scope.text, fragment.end):
        return stated, 0
    stop = min(len(scope.text), fragment.end + _REACH)
    behind = in_span(scope.fragments, fragment.end, stop)
    words = _CASES.match(re.sub(r"\s|~", " ", marked(scope.text, fragment.end, stop, behind)))
    if words is None or any(f.kind == "display" for f in behind[:4]):
        return stated, 0
    at = {f.start - fragment.end: clean(scope.formula(f)) for f in behind[:4]}
    spots = [words.start(name) for name in ("condition", "other", "second") if words[name]]
    if not all(spot in at for spot in spots):
        return stated, 0
    d, own = stated[0], [e.right for e in definitions(at[spots[1]]) if e.key == stated[0].key]
    other, otherwise = own[0] if own else at[spots[1]], at[spots[2]] if len(spots) > 2 else r"\text{otherwise}"
    right = rf"\begin{{cases}} {d.right} & {at[spots[0]]} \\ {other} & {otherwise} \end{{cases}}"
    return [replace(d, right=right, latex=f"{d.latex.partition('=')[0].strip()} = {right}")], fragment.end + words.end()
