r"""Optima over a numbered unknown, \mu_k or \theta_k: arrays that stand in the problem
by their entries alone become families of numbers.

So \pi_k is a member as \mu_k is, and the sums over entries r_{nk} stay sums as in the question."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import matrix as mx
from ...matrix import Expr, Let
from ...problem import Problem
from ...symbols import Symbol, family_pattern


def by_members(problem: Problem) -> Problem:
    """The problem with its numbered unknowns as members that bear the letters of the question;
    unchanged where none has a number."""
    entries = [v for v in problem.variables if v.op == "comp" and v.args[0].op == "var" and not v.args[0].args]
    asked = {(v if v.op == "var" else v.args[0]).data: v.args if v.op == "var" else v.args[1:]
             for v in problem.variables if v.op == "var" and v.args or v in entries}
    if not asked or any(_repeated(indices) for indices in asked.values()):
        return problem
    roots = [problem.body, *problem.constraints, *problem.variables, *(let.expr for let in problem.lets)]
    alone = _by_entries_alone(roots)
    if any(v.args[0].data not in alone for v in entries):
        return problem
    new: dict[Symbol, Symbol] = {}
    for symbol in problem.symbols.values():
        if symbol in alone:
            new[symbol] = _family(symbol, _letters(roots, symbol, asked))
        if symbol in asked:
            new[symbol] = replace(new.get(symbol, symbol), letters=tuple(i.data for i in asked[symbol]))
    rewrite = _Rewriting(new)
    lets = tuple(rewrite.let(let) for let in problem.lets)
    return replace(
        problem, body=rewrite(problem.body), variables=tuple(map(rewrite, problem.variables)),
        constraints=tuple(map(rewrite, problem.constraints)), lets=lets,
        assumptions=tuple(_renamed(sentence, new) for sentence in problem.assumptions),
        domain={new.get(s, s): kind for s, kind in problem.domain.items()},
        symbols={key: new.get(s, s) for key, s in problem.symbols.items()})


def _repeated(indices: tuple[Expr, ...]) -> bool:
    """Whether the member is no general one: A_kk, x_1, x_{t-1}."""
    return any(i.op != "idx" for i in indices) or len(set(indices)) < len(indices)


def _by_entries_alone(roots: list[Expr]) -> set[Symbol]:
    """The arrays without numbers that stand nowhere as a whole."""
    entries: set[Symbol] = set()
    whole: set[Symbol] = set()
    waiting = list(roots)
    while waiting:
        x = waiting.pop()
        if x.op == "comp" and x.args[0].op == "var" and not x.args[0].data.family:
            entries.add(x.args[0].data)
            continue
        if x.op == "var":
            whole.add(x.data)
        waiting += x.args
    return entries - whole


def _letters(roots: list[Expr], symbol: Symbol, asked: dict[Symbol, tuple[Expr, ...]]) -> tuple[str, ...]:
    """The letters with which the author numbers the entries: those of the question where the sizes are,
    else those first used."""
    for other, indices in asked.items():
        if other.slots == symbol.slots:
            return tuple(i.data for i in indices)
    theirs = {size: i.data for s, indices in asked.items() for size, i in zip(s.slots, indices)}
    used = next(tuple(i.data for i in x.args[1:]) for root in roots for x in mx.walk(root) if x.op == "comp"
                and x.args[0].op == "var" and x.args[0].data is symbol)
    letters = tuple(theirs.get(size, letter) for size, letter in zip(symbol.slots, used))
    return (letters if len(set(letters)) == len(letters) and all(isinstance(c, str) for c in letters)
            else tuple("ijkl"[:len(used)]))


def _family(symbol: Symbol, letters: tuple[str, ...]) -> Symbol:
    """The same array as a family of its entries."""
    latex = symbol.plain or symbol.latex
    pattern = family_pattern(latex, len(letters))
    return replace(symbol, shape=(1, 1), family=symbol.slots, letters=letters, latex=pattern.format(*letters),
                   plain="", pattern=pattern)


def _renamed(sentence: str, new: dict[Symbol, Symbol]) -> str:
    """A sentence on the shapes of arrays with the new names of its symbols."""
    for old, now in new.items():
        if now.shape != old.shape:
            sentence = re.sub(r"\$" + re.escape(old.latex) + r" \\in [^$]*\$", lambda _,
                              now=now: rf"${now.latex} \in \mathbb{{R}}$", sentence)
    return sentence


class _Rewriting:
    """Expressions over other symbols."""

    def __init__(self, new: dict[Symbol, Symbol]):
        self.new = new
        self.lets: dict[Let, Let] = {}

    def __call__(self, x: Expr) -> Expr:
        if x.op == "comp" and x.args[0].op == "var" and x.args[0].data in self.new and not x.args[0].data.family:
            return mx.var(self.new[x.args[0].data], *x.args[1:])
        if x.op == "var":
            return mx.var(self.new.get(x.data, x.data), *x.args)
        if x.op == "ref":
            return mx.ref(self.let(x.data), *map(self, x.args))
        return mx.rebuild(x, tuple(map(self, x.args))) if x.args else x

    def let(self, let: Let) -> Let:
        if let not in self.lets:
            expr = self(let.expr)
            self.lets[let] = let if expr == let.expr else replace(let, expr=expr)
        return self.lets[let]
