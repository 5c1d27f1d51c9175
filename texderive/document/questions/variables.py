"""The variables that a sentence names: "with respect to $x$ and $y$", "solve for $w$",
"find $a$ and $b$ that minimise"."""
from __future__ import annotations

import re

from ...prose.fragments import Fragment
from ...prose.symbols import only_symbol
from ..context.roles import Roles
from ..context.scope import Scope
from ..lexical import extremes, language
from ..lexical.sentences import MARK, Sentence
from ..lexical.statement import clean, split_top
from .targets import undecorated, variance


class Variables:
    """Finds the variables of one document's sentences."""

    def __init__(self, scope: Scope, roles: Roles):
        self.scope, self.roles = scope, roles

    def of(self, sentence: Sentence) -> list[str]:
        """The variables of a sentence: behind "with respect to" or "solve for", before "that minimises",
        or what words such as "the weights" stand for."""
        match = language.WRT.search(sentence.plain)
        spot = extremes.value_spot(sentence.plain)
        if not match or spot is not None and match.group().lower().startswith("as a function"):
            named = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            symbol = only_symbol(clean(self.scope.formula(named)).split(r"\in")[0]) if named else None
            if named and symbol:
                return [undecorated(s) for s in [*self._joined_before(sentence, named), symbol]]
            solved = extremes.SOLVE_FOR.search(sentence.plain) if symbol is None else None
            return self.at(sentence, [solved.start("first")]) if solved else self.roles.named(sentence)
        spots = [match.start("first")] + [match.start("more") + k for k, c in enumerate(match.group("more")) if c == MARK]
        while ((following := language.WRT.search(sentence.plain, match.end())) is not None
                and language.LISTED.fullmatch(sentence.plain, self._end(sentence, match), following.start())):
            match = following  # "with respect to $v$, with respect to $u$ and with respect to $w$"
            spots += [match.start("first")] + [match.start("more") + k for k, c in enumerate(match.group("more")) if c == MARK]
        return self.at(sentence, spots)

    @staticmethod
    def _end(sentence: Sentence, match: re.Match[str]) -> int:
        """Where the last formula of a match ends."""
        return next((f.end - sentence.start for f in reversed(sentence.fragments)
                     if f.start - sentence.start < match.end()), match.end())

    def _joined_before(self, sentence: Sentence, last: Fragment) -> list[str]:
        """The symbols that stand before the last one of a list: $a$ of "find $a$ and $b$ that minimise"."""
        found: list[str] = []
        behind = last
        for fragment in reversed([f for f in sentence.fragments if f.end <= last.start]):
            between = sentence.plain[fragment.end - sentence.start:behind.start - sentence.start]
            symbol = only_symbol(clean(self.scope.formula(fragment)).split(r"\in")[0])
            if not symbol or not language.LISTED.fullmatch(between):
                break
            found.insert(0, symbol)
            behind = fragment
        return found

    def at(self, sentence: Sentence, spots: list[int]) -> list[str]:
        """The symbols that the formulas at these places of a sentence are."""
        names: list[str] = []
        for spot in spots:
            fragment = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            if fragment:
                pieces = [p for _, p in split_top(clean(self.scope.formula(fragment)), re.compile(","))]
                names += [s for p in pieces if (s := only_symbol(p.split(r"\in")[0]) or variance(p)) is not None]
        return names
