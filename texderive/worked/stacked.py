r"""Scalars numbered by a row, s_i = \sum_j W_{ij}^2, read as one vector s = W^{\odot 2} 1, where a result
has no matrix form otherwise."""
from __future__ import annotations

import re

from .. import index as ix
from ..index import Definition, Node
from ..raising import NotMatrix
from ..raising.polish import polish
from ..symbols import Symbol
from .setup import Setting


_BRACKETED = re.compile(r"\((.*)\)_[^()]*\Z")       # (h_1)_i, of h_1
_BELOW = re.compile(r"_(?:\{[^{}]*\}|\\[A-Za-z]+|.)")                   # s of s_i, s^2 of s_i^2


def with_vectors(setting: Setting, node: Node) -> Node | None:
    """node with vectors and matrices for its numbered scalars; None where it holds none that can be read so."""
    new = _read(setting, node, {})
    return None if new is node else new


def _read(setting: Setting, n: Node, memo: dict[Node, Node]) -> Node:
    found = memo.get(n)
    if found is None:
        args = tuple(_read(setting, a, memo) for a in n.args)
        found = memo[n] = ix.rebuild(n, args) if args != n.args else n
        if n.op == "comp" and n.data.definition is not None and n.data.family and n.data.shape == (1, 1):
            vector = _vector(setting, n.data, memo)
            found = memo[n] = n if vector is None else ix.comp(vector, *n.ix)
    return found


def _vector(setting: Setting, symbol: Symbol, memo: dict[Node, Node]) -> Symbol | None:
    """The array of all members of a numbered scalar, defined by a matrix expression."""
    known = setting.given.vectors
    if symbol not in known:
        params, body = symbol.definition.params, _read(setting, symbol.definition.body, memo)
        known[symbol] = None
        try:
            source = setting.raiser().raised(body, *params, *(None,) * (2 - len(params))) if len(params) < 3 else None
        except NotMatrix:
            source = None
        if source is not None:
            bracketed = _BRACKETED.match(symbol.latex)
            letter = bracketed[1] if bracketed else _BELOW.sub("", symbol.latex)
            if letter in {s.latex for s in setting.problem.symbols.values()}:
                letter = setting.problem.style.lettered(setting.given.letter_for(source), source.is_matrix)
            known[symbol] = Symbol(letter, letter, source.shape, definition=Definition(params, body, polish(source)))
    return known[symbol]
