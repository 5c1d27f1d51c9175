r"""Letters before brackets that make the whole of a summand, \sum_i L(y_i - w^\top x_i) and \sum_i w_i\rho_\delta(r_i - s):
functions, for a factor would stand before the sum."""
from __future__ import annotations

from collections.abc import Collection

from ... import tree
from ..binding import letters_below, variables_of
from ..conventions import COSTS, FUNCTION_LETTERS, LETTER_FUNCTIONS
from ..declare import Declared
from ..names import key_of, name_of
from ..reading import names_in

_LOSSES = COSTS | {"E", "V", "U", r"\mathcal{E}", r"\mathcal{V}"}
_WITH_PARAMETER = _LOSSES | (FUNCTION_LETTERS - LETTER_FUNCTIONS.keys()) | {"H"}             # H_\delta, \rho_c


def functions_summed(statements: tuple[tree.Node, ...], names: Collection[str]) -> tuple[list[Declared], list[str]]:
    """(such letters as functions, what to say): nothing declares or defines them, and they stand nowhere else."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    found: dict[str, list[tree.Node]] = {}
    for n in nodes:
        if isinstance(n, tree.BigOp) and (head := _applied(n)) is not None:
            found.setdefault(name_of(head) or "", []).append(head)
    if not found:
        return [], []
    taken = {*names, *map(name_of, variables_of(statements)),
             *(name_of(tree.called(s.parts[0])) for s in statements if isinstance(s, tree.Relation))}
    told = [name for name, heads in found.items() if name not in taken
            and len(heads) == sum(type(n) is type(heads[0]) and name_of(n) == name for n in nodes)]
    said = [rf"${key_of(found[name][0])}(\cdot)$ is an unspecified function." for name in told]
    return [Declared(name, name, None, frozenset(("function",))) for name in told], said


def _applied(big: tree.BigOp) -> tree.Node | None:
    r"""The L of a summand L(y_i - w^\top x_i), before which only weights w_i stand."""
    body, letters = tree.unsigned(tree.unscripted(big.body)), letters_below(big.lower)
    if big.op != "sum" or not isinstance(body, tree.Product) or body.op != "juxt" or len(body.factors) < 2:
        return None
    *weights, head, bracket = body.factors
    name = name_of(head.base if isinstance(head, tree.Script) else head)
    parameter = isinstance(head, tree.Script) and head.sup is None and letters.isdisjoint(names_in(head.sub))
    known = name in (_WITH_PARAMETER if parameter else _LOSSES if isinstance(head, tree.Symbol) else ())
    of_letters = isinstance(bracket, tree.Group) and bracket.kind == "(" and not letters.isdisjoint(names_in(bracket.body))
    weighted = all(isinstance(w, tree.Number) or isinstance(w, tree.Script) and not letters.isdisjoint(names_in(w))
                   for w in weights)
    return head if known and of_letters and weighted else None
