"""Pieces of NumPy source with named axes, and their products: aligned, multiplied, contracted."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..index import Index
from ..records import record

# how tightly a piece of source holds together; a product of matrices is not scaled from inside
SUM, MATRICES, PRODUCT, POWER, ATOM = range(5)
GUESS = 100                                   # size assumed for a named dimension when contractions are ordered


@record(eq=False)
class Value:
    """Source of an array whose axes run over `ix`, each index once."""

    code: str
    ix: tuple[Index, ...] = ()
    binding: int = ATOM
    less: str = ""                            # the source of A, where this is 1 - A

    def at(self, level: int) -> str:
        """The source, in brackets unless it holds together at this level."""
        return self.code if self.binding >= level else f"({self.code})"


def aligned(value: Value, order: tuple[Index, ...], level: int = PRODUCT) -> str:
    """Source of the value as it broadcasts against arrays over `order`."""
    own = tuple(i for i in order if i in value.ix)
    code, binding = value.code, value.binding
    if own != value.ix:
        code = value.at(ATOM) + (".T" if own == value.ix[::-1]
                                 else f".transpose({', '.join(str(value.ix.index(i)) for i in own)})")
        binding = ATOM
    holes = [i in value.ix for i in order]
    first = holes.index(True) if True in holes else len(holes)
    if all(holes[first:]):
        return code if binding >= level else f"({code})"
    code = code if binding >= ATOM else f"({code})"
    return f"{code}[{', '.join(':' if h else 'None' for h in holes[first:])}]"


def union(values: list[Value]) -> tuple[Index, ...]:
    """All indices of the values, those of the widest in its own order at the end."""
    widest = max(values, key=lambda v: len(v.ix)).ix
    others = [i for v in values for i in v.ix if i not in widest]
    return tuple(dict.fromkeys(others)) + widest


def product(values: list[Value], store: Callable[[Value], Value] | None = None) -> Value:
    """The product over the union of the indices; numbers first, signs before all.
    `store` names a factor that is needed twice."""
    negative = sum(v.code == "-1.0" for v in values) % 2
    values = sorted((v for v in values if v.code not in ("1.0", "-1.0")), key=lambda v: len(v.ix))
    if not values:
        return Value("-1.0" if negative else "1.0")
    order = union(values)
    if len(values) == 1:
        whole = values[0]
    elif len(order) == 2 and all(len(v.ix) < 2 for v in values):
        whole = _outer(values, order)
    elif store is not None and (rest := _beside_complement(values)) is not None:
        part, whole = rest
        whole = whole if whole.code.isidentifier() else store(whole)
        # (1 - A) B is B - A B: numbers are slow to bring in
        whole = Value(f"{whole.code} - {part} * {whole.code}", order, SUM)
    else:
        whole = Value(" * ".join(aligned(v, order, PRODUCT if k == 0 else POWER) for k, v in enumerate(values)), order, PRODUCT)
    return Value("-" + whole.at(PRODUCT), whole.ix, PRODUCT) if negative else whole


def _beside_complement(values: list[Value]) -> tuple[str, Value] | None:
    """(A, B) of a product (1 - A) B of arrays over the same indices."""
    for v in values:
        others = [o for o in values if o is not v]
        if v.less and all(o.ix in ((), v.ix) for o in others) and any(o.ix for o in others):
            return v.less, product(others)
    return None


def _outer(values: list[Value], order: tuple[Index, ...]) -> Value:
    """Numbers and vectors over two indices: the product of a column and a row, twice as fast as broadcasting them."""
    rows, cols = product([v for v in values if v.ix == order[:1]]), product([v for v in values if v.ix != order[:1]])
    return Value(f"{rows.at(ATOM)}[:, None].dot({cols.at(ATOM)}[None, :])", order)


def summed(value: Value, over: set[Index]) -> Value:
    """The value summed over those of its axes."""
    axes = [k for k, i in enumerate(value.ix) if i in over]
    if not axes:
        return value
    rest = tuple(i for i in value.ix if i not in over)
    axis = "" if not rest else f"axis={axes[0]}" if len(axes) == 1 else f"axis=({', '.join(map(str, axes))})"
    return Value(f"{value.at(ATOM)}.sum({axis})", rest)


def contraction(values: list[Value], over: set[Index], store: Callable[[Value], Value]) -> Value:
    """The product summed over the indices `over`, two factors at a time in the order opt_einsum finds;
    `store` names a result."""
    scalars = [v for v in values if not v.ix]
    arrays = [v for v in values if v.ix]
    for chosen in _path(arrays, over):
        together = [arrays[k] for k in chosen]
        arrays = [v for k, v in enumerate(arrays) if k not in chosen]
        first = together.pop(0)
        while together:
            other = together.pop(0)
            if not arrays and not together and not over & set(first.ix) & set(other.ix):
                # numbers go to the smaller factor
                return product([*scalars, summed(first, over), summed(other, over)], store)
            first = _pair(first, other, over - {i for v in arrays + together for i in v.ix}, store)
        arrays.append(store(first) if arrays and first.binding != ATOM else first)
    return product(scalars + [summed(v, over) for v in arrays], store)


def _path(arrays: list[Value], over: set[Index]) -> list[tuple[int, ...]]:
    """Which factors to contract, step by step; each result goes to the end of the list."""
    if len(arrays) < 3:
        return [(0, 1)] if len(arrays) == 2 else []
    from opt_einsum import contract_path
    letters = {i: chr(0x100 + k) for k, i in enumerate(dict.fromkeys(i for v in arrays for i in v.ix))}
    terms = ["".join(letters[i] for i in v.ix) for v in arrays]
    result = "".join(c for i, c in letters.items() if i not in over)
    shapes = [tuple(i.dim if isinstance(i.dim, int) else GUESS for i in v.ix) for v in arrays]
    # "optimal" misjudges elementwise factors
    search = "branch-all" if len(arrays) < 6 else "dp" if len(arrays) < 13 else "auto"
    path, _ = contract_path(",".join(terms) + "->" + result, *shapes, shapes=True, optimize=search)
    return [tuple(step) for step in path]


def _pair(a: Value, b: Value, over: set[Index], store: Callable[[Value], Value]) -> Value:
    """Two factors multiplied and summed over `over`, by matrix products wherever there are such."""
    a, b = summed(a, over - set(b.ix)), summed(b, over - set(a.ix))
    inner = tuple(i for i in a.ix if i in over)
    if not inner:
        return product([a, b], store)
    rows, cols = tuple(i for i in a.ix if i not in over), tuple(i for i in b.ix if i not in over)
    if set(rows) & set(cols):
        return _einsum(a, b, over)
    if not rows and not cols and len(inner) > 1:
        return Value(f"np.vdot({a.code}, {aligned(b, a.ix, SUM)})")
    if len(inner) == 1 and len(rows) <= 1 and len(cols) <= 1:
        if not rows or not cols:
            first, second = (b, a) if len(b.ix) > 1 and b.ix[-1:] == inner or len(a.ix) > 1 and a.ix[:1] == inner else (a, b)
            # cheaper than @ where a vector takes part
            return Value(f"{first.at(ATOM)}.dot({second.code})", rows + cols)
        return Value(f"{aligned(a, rows + inner, POWER)} @ {aligned(b, inner + cols, POWER)}", rows + cols, MATRICES)
    axes = [[v.ix.index(i) for i in inner] for v in (a, b)]
    return Value(f"np.tensordot({a.code}, {b.code}, {axes})", rows + cols)


def _einsum(a: Value, b: Value, over: set[Index]) -> Value:
    letters = {i: chr(ord("a") + k) for k, i in enumerate(dict.fromkeys(a.ix + b.ix))}
    result = tuple(i for i in letters if i not in over)
    spell = lambda ix: "".join(letters[i] for i in ix)
    return Value(f'np.einsum("{spell(a.ix)},{spell(b.ix)}->{spell(result)}", {a.code}, {b.code})', result)


def diagonal(array: str, ix: tuple[Index, ...]) -> Value:
    """An index met twice takes the diagonal."""
    if len(set(ix)) == len(ix):
        return Value(array, ix)
    unique = tuple(dict.fromkeys(ix))
    letters = {i: chr(ord("a") + k) for k, i in enumerate(unique)}
    return Value(f'np.einsum("{"".join(letters[i] for i in ix)}->{"".join(letters.values())}", {array})', unique)


def renamed(value: Value, to: dict[Index, Index]) -> Value:
    """The value with other names for its axes; two that become one take the diagonal."""
    new = tuple(follow(i, to) for i in value.ix)
    return diagonal(value.code, new) if len(set(new)) < len(new) else replace(value, ix=new)


def follow(i: Index, to: dict[Index, Index]) -> Index:
    """The index that i has become."""
    while i in to:
        i = to[i]
    return i
