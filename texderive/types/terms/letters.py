r"""Symbols of letters: declared and undeclared ones with their sizes, ones and identities as written."""
from __future__ import annotations

import re

from ... import tree
from ..declare import Declared, IMPLIES_VECTOR, MARKED, own_places
from ..names import canonical, is_bold, key_of, name_of
from .elaborate import Elaborator, SymbolTerm
from .term import Term
from .unify import Size

SQUARE = frozenset(("symmetric", "posdef", "psd", "skew", "invertible", "lower_triangular", "upper_triangular",
                    "diagonal", "orthogonal"))


def variable(symbol: SymbolTerm, indices: tuple[Term, ...], span) -> Term:
    """The term of a symbol, or of the member with these indices."""
    if symbol.special == "eye":
        return Term("eye", (), None, symbol.rows, symbol.cols, span)
    if symbol.special == "ones":
        return Term("ones", (), None, symbol.rows, symbol.cols, span)
    return Term("var", indices, symbol, symbol.rows, symbol.cols, span)


def declared_symbol(el: Elaborator, d: Declared, node: tree.Node | None = None) -> SymbolTerm:
    r"""The symbol of a declaration, one for all its occurrences; declared as A, it is written \mathbf{A}
    where it stands so in the formula, at this `node`."""
    if "ones_any" in d.props:                             # every occurrence has its own length
        fresh = SymbolTerm(d.key, d.name, d.name, Size(), 1, props=d.props | {"ones"}, declared=True, special="ones")
        el.symbols.setdefault(d.key, fresh)
        el.loose.append(fresh.rows)
        return fresh
    found = el.symbols.get(d.key)
    if found is None:
        found = el.symbols[d.key] = _make_declared(el, d)
    if node is not None and not d.bold and found.latex == d.key and len(el.reading.declared.get(d.base or d.name, ())) < 2:
        letter = node.base if isinstance(node, tree.Script) else node
        if is_bold(bold := key_of(letter)) and name_of(letter) == (d.base or d.name):
            found.latex = d.key.replace(d.base or d.name, bold, 1)
            found.pattern = found.pattern.replace(d.base, bold.replace("{", "{{").replace("}", "}}"), 1)
    return found


def _make_declared(el: Elaborator, d: Declared) -> SymbolTerm:
    props = el.reading.props(d.name, d)
    if d.shape is None:
        n = Size(wish="n")
        rows, cols = (n, 1) if props & IMPLIES_VECTOR else (n, n)
    else:
        axes = [el.size(s) for s in d.shape] + [1, 1]
        rows, cols = (1, axes[0]) if d.row else (axes[0], axes[1])
    special = "eye" if "identity" in props else "ones" if "ones" in props else ""
    family = tuple(Size() if r is None else el.size(r) for r in d.ranges)
    pattern = _pattern(d) if d.indexed_by else ""
    return SymbolTerm(d.key, d.name, d.name, rows, cols, family, d.indexed_by, props, pattern, True, "bold" if d.bold
                      else "", special, d.symbol)


_LETTER = re.compile(r"([_^]?)([A-Za-z])")


def _slot(number: int, mark: str) -> str:
    return f"{mark}{{{{{{{number}}}}}}}" if mark else f"{{{number}}}"


def _pattern(d: Declared) -> str:
    """A family key with {} in place of each index; with their numbers where some stand above and some below."""
    if d.place == "both" or own_places(d) is not None:
        doubled = d.key.replace("{", "{{").replace("}", "}}")
        start = min(doubled.find(mark) for mark in "_^")
        return doubled[:start] + _LETTER.sub(lambda m: _slot(d.indexed_by.index(m[2]), m[1]) if m[2] in d.indexed_by
                                             else m[0], doubled[start:])
    mark = d.key.rfind("_" if d.place == "sub" else "^")
    head, tail = d.key[:mark], d.key[mark:]
    if MARKED.fullmatch(d.name) and d.place == "sub":
        head = head.rstrip("'") + ("'" if d.name[-1] == "'" else "^" + d.name[-1])
    if mark < 0:
        head, tail = d.key, "_"
    slots = ",".join("{}" for _ in d.indexed_by) if "," in tail else "{}" * len(d.indexed_by)
    inner = f"({slots})" if "(" in tail else slots
    return head.replace("{", "{{").replace("}", "}}") + tail[0] + "{{" + inner + "}}"


def undeclared_symbol(el: Elaborator, base: str, rank: str, key: str, bold: bool, family: tuple = (), letters=(),
                      pattern="") -> SymbolTerm:
    """The symbol of a name of which only its rank, S, V, R or M, is supposed; one for all its occurrences."""
    found = el.symbols.get(key)
    if found is None:
        props = frozenset(el.reading.facts.props.get(base, ())) | frozenset(el.reading.facts.props.get(canonical(key), ()))
        rows = 1 if rank in "SR" else Size()
        cols = 1 if rank in "SV" else Size()
        if rank == "M" and props & SQUARE:
            cols = rows
        found = el.symbols[key] = SymbolTerm(key, base, base, rows, cols, family, letters, props, pattern, False, "bold"
                                             if bold else "")
    return found


def special_symbol(el: Elaborator, node, kind: str, rows, cols) -> SymbolTerm:
    """Each occurrence of I or of the ones vector has its own size; the first one is reported."""
    key = key_of(node)
    symbol = SymbolTerm(key, key, key, rows, cols, props=frozenset(("identity" if kind == "eye" else "ones",)), special=kind)
    el.specials.setdefault(key, symbol)
    el.loose += [axis for axis in (rows, cols) if isinstance(axis, Size)]
    return symbol
