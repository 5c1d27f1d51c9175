"""Descriptors handed to the symbols they speak of: they stand before ("an invertible matrix $A$"), behind ("$A$
symmetric"), or are predicated ("$A$ is symmetric")."""
from __future__ import annotations

import re

from .runs import Run, run_at
from .sets import Fact, Statement
from .symbols import bare
from .words import Token

SINGULAR = ("is", "denotes", "est", "ist", "sei", "es", "sea", "désigne", "是", "为")


def attach(sentence: list[Token], facts: dict[str, Fact]) -> None:
    """Read one sentence: state facts of its mathematics, then hand each run of descriptors to its symbols."""
    sentence = _without_conditions(sentence)
    for token in sentence:
        for name, fact in (token.statement.facts if token.statement else ()):
            facts.setdefault(name, Fact()).add(fact)
        for name, many in (token.statement.families.items() if token.statement else ()):
            facts.setdefault(name, Fact()).many = many
    _Walk(facts).through(sentence)


class _Walk:
    """How far a sentence is read: the symbols that its descriptors may speak of, and what stood before."""

    def __init__(self, facts: dict[str, Fact]):
        self.facts = facts
        self.last: list[str] = []                # the current list of symbols
        self.groups: list[list[str]] = []        # all lists so far
        self.tail: list[str] = []  # the last symbols of a list, of which a singular verb or a trailing adjective speaks
        self.shared = Run()                      # the descriptors that stood before the current list of symbols
        self.before = "other"                    # math, copula, and, list (an "and" behind mathematics), other, run
        self.predicate = self.singular = False
        self.stated = False  # the last piece of mathematics states something itself: $x\in\mathbb{R}^n$

    def through(self, sentence: list[Token]) -> None:
        at = 0
        while at < len(sentence):
            run, after = run_at(sentence, at)
            if run.empty:
                self.token(sentence[at])
                at += 1
            elif self.before in ("and", "list", "other") and after < len(sentence) and _symbols(sentence[after]):
                self.attributive(run, sentence[after].statement)
                at = after + 1
            else:
                self.predicative(run)
                at = max(after, at + 1)

    def attributive(self, run: Run, statement: Statement) -> None:
        """An invertible matrix A."""
        self.shared = run
        self.begin(statement)
        self.tail, self.singular, self.stated = self.last, False, bool(statement.facts)
        _give(run, self.last, self.facts)
        self.before, self.predicate = "math", False

    def predicative(self, run: Run) -> None:
        """A is invertible; A symmetric."""
        if self.last and self.before in ("copula", "math", "run", "and", "list"):
            _give(run, [n for g in self.groups[-2:] for n in g] if run.both else self.tail if self.singular
                  else self.last, self.facts)
        self.before = "run"

    def token(self, token: Token) -> None:
        if _symbols(token):
            self.mathematics(token.statement)
        elif token.kind == "copula":
            self.before, self.predicate = ("copula", True) if self.last else ("other", False)
            self.singular = token.text.lower() in SINGULAR
        elif token.kind == "and":
            self.before = "list" if self.before == "math" and self.last else "and"
        elif token.kind == "math":
            self.before, self.last = "other", [] if not token.statement or not token.statement.dims else self.last
        elif token.kind not in ("filler", "both"):
            self.before = "other"
            if token.kind == "other" and not self.predicate:
                self.last = self.last if _soft(token.text) else []

    def mathematics(self, statement: Statement) -> None:
        """Symbols: of a list that goes on, or of a new one."""
        symbols = list(statement.symbols)
        self.tail, self.singular = symbols, bool(statement.facts)
        # for symmetric $S$, $x \neq 0$: S alone
        own = statement.facts and self.shared.fact.rank is None and all(fact.shape is None for _, fact in statement.facts)
        # "a symmetric matrix $C$ and $A$"; D, A in R^{n x n}, D diagonal: D alone
        if self.before != "list" or self.shared.single or own or set(symbols) <= set(self.last):
            self.shared = Run()
            self.begin(statement)
        # $x\in\mathbb{R}^n$, $\mathbf 1$ the vector of ones: what follows speaks of 1 alone
        elif self.stated and not statement.facts:
            self.begin(statement)
            _give(self.shared, self.last, self.facts)
        else:
            self.last = self.last + symbols
            self.groups[-1:] = [self.last]
            _give(self.shared, symbols, self.facts)
        self.before, self.predicate, self.stated = "math", False, bool(statement.facts)

    def begin(self, statement: Statement) -> None:
        self.last = list(statement.symbols)
        self.groups.append(self.last)


def _symbols(token: Token) -> bool:
    return token.kind == "math" and bool(token.statement and token.statement.symbols)


def _soft(word: str) -> bool:
    """Words that may stand between a symbol and its descriptor."""
    return word.lower() in ("which", "where", "who", "let", "and", "avec", "with", "entries", "two", "deux", "，", "（", "(", ")")


def _without_conditions(sentence: list[Token]) -> list[Token]:
    """Without "if B is antisymmetric": a condition that is not the premise of the whole sentence declares nothing."""
    question = sentence[-1].kind == "end"
    sentence = [t for t in sentence if t.kind != "end"]
    kept: list[Token] = []
    skipping = False
    for number, token in enumerate(sentence):
        if token.kind == "if" and (number > 1 or question):
            skipping = True
        elif skipping and token.kind == "and" and token.text in (",", "，"):
            skipping = False
        if not skipping:
            kept.append(token)
    return kept


_OF_MATRICES = frozenset(("symmetric", "skew", "posdef", "possemidef", "diagonal", "orthogonal"))


def _props(run: Run, name: str, names: list[str]) -> list[str]:
    r"""The properties that a run gives a symbol of a list: a covariance is symmetric, unless it is a number
    \sigma_{xy}; "over $b$, $\Omega$ symmetric" speaks of the capital letter."""
    small = not _capital(name)
    symmetric = not small and not {"posdef", "possemidef", "symmetric", "diagonal"} & set(run.fact.props)
    left_out = {"covariance", *(_OF_MATRICES if small and any(map(_capital, names)) else ())}
    return ([p for p in run.fact.props if p not in left_out]
            + (["symmetric"] if "covariance" in run.fact.props and symmetric else []))


def _capital(name: str) -> bool:
    # \bar P, \hat\Sigma
    return re.match(r"(?:\\(?:bar|hat|tilde|check|widehat|widetilde|overline)\s*\{?\s*)*\\?[A-Z]", bare(name)) is not None


def _give(run: Run, names: list[str], facts: dict[str, Fact]) -> None:
    """State the run of the symbols; several shapes for as many symbols are dealt out in order."""
    dealt = len(run.dims) == len(names) and len(names) > 1
    for number, name in enumerate(names):
        fact = facts.setdefault(name, Fact())
        fact.add(Fact(None, run.fact.rank if fact.shape is None else None, _props(run, name, names)))
        if run.dims and (fact.shape is None or dealt):
            shape = run.dims[number] if dealt else run.dims[0]
            fact.shape = (shape[0], shape[0]) if len(shape) == 1 and run.fact.rank == 2 else shape
