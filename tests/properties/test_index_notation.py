"""Index notation: no index is captured, names of bound indices do not matter, equality does not depend on the order of factors."""
from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from texderive import index as ix
from texderive.rules.algebra import canonical
from texderive.symbols import Symbol
from texderive.verify.index_values import IndexEvaluator
from texderive.verify.points import make_points

A, B = Symbol("A", "A", ("n", "n")), Symbol("B", "B", ("n", "n"))
X, Y = Symbol("x", "x", ("n", 1)), Symbol("y", "y", ("n", 1))
POINTS = make_points((A, B, X, Y), {"n": 3}, n=2, seed=9)
PROPERTY = settings(max_examples=80, deadline=None, derandomize=True)

# A term is a recipe, so that it can be built twice, with other indices, within one session.
atoms = st.one_of(
    st.tuples(st.just("vector"), st.sampled_from("xy"), st.integers(0, 9)),
    st.tuples(st.just("matrix"), st.sampled_from("AB"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("delta"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("num"), st.integers(-3, 3)),
)
recipes = st.recursive(atoms, lambda inner: st.one_of(
    st.tuples(st.just("add"), st.lists(inner, min_size=2, max_size=3)),
    st.tuples(st.just("mul"), st.lists(inner, min_size=2, max_size=3)),
    st.tuples(st.just("sum"), inner),
    st.tuples(st.just("inverse"), inner, st.integers(0, 9), st.integers(0, 9)),
), max_leaves=8)


def build(recipe, scope: list, shuffle: random.Random | None = None):
    """The node of a recipe; numbers choose from the indices in scope, innermost first; `shuffle` reorders sums and products."""
    kind, *rest = recipe
    pick = lambda n: scope[-1 - n % len(scope)]
    match kind:
        case "vector":
            return ix.comp({"x": X, "y": Y}[rest[0]], pick(rest[1]))
        case "matrix":
            return ix.comp({"A": A, "B": B}[rest[0]], pick(rest[1]), pick(rest[2]))
        case "delta":
            return ix.delta(*sorted((pick(rest[0]), pick(rest[1])), key=lambda k: k.serial))
        case "num":
            return ix.num(rest[0])
        case "add" | "mul":
            parts = list(rest[0])
            if shuffle:
                shuffle.shuffle(parts)
            return (ix.add if kind == "add" else ix.mul)(*[build(part, scope, shuffle) for part in parts])
        case "sum":
            i = ix.fresh("n", "any")
            return ix.sum_(i, build(rest[0], [*scope, i], shuffle))
        case "inverse":
            a, b = ix.fresh("n"), ix.fresh("n")
            array = ix.add(ix.mul(ix.num(5), ix.delta(a, b)), ix.mul(ix.num("1/50"), build(rest[0], [*scope, a, b], shuffle)))
            return ix.tfn("inv", (a, b), array, (pick(rest[1]), pick(rest[2])))


def value(node, *out) -> np.ndarray:
    return IndexEvaluator(POINTS).value(node, out)


@PROPERTY
@given(recipes)
def test_renaming_bound_indices_gives_the_same_object(recipe) -> None:
    """Built twice with fresh bound indices each time, an expression is one node."""
    with ix.session():
        free = [ix.fresh("n", "p"), ix.fresh("n", "q")]
        assert build(recipe, free) is build(recipe, free)


@PROPERTY
@given(recipes)
def test_substitution_captures_nothing(recipe) -> None:
    """Putting q for p is the diagonal of the values, whatever is bound inside."""
    with ix.session():
        p, q = ix.fresh("n", "p"), ix.fresh("n", "q")
        node = build(recipe, [p, q])
        np.testing.assert_allclose(value(ix.subst(node, {p: q}), q), np.einsum("bii->bi", value(node, p, q)), atol=1e-9)


@PROPERTY
@given(recipes)
def test_exchanging_free_indices_is_a_transposition(recipe) -> None:
    """Both are replaced at once, not one after the other."""
    with ix.session():
        p, q = ix.fresh("n", "p"), ix.fresh("n", "q")
        node = build(recipe, [p, q])
        swapped = ix.subst(node, {p: q, q: p})
        np.testing.assert_allclose(value(swapped, q, p), value(node, p, q), atol=1e-9)
        assert ix.subst(swapped, {p: q, q: p}) is node


@PROPERTY
@given(recipes)
def test_opening_and_closing_a_sum_changes_nothing(recipe) -> None:
    """open_sum followed by sum_ is the same node, also under another sum."""
    with ix.session():
        p, q, outer = ix.fresh("n", "p"), ix.fresh("n", "q"), ix.fresh("n", "o")
        i = ix.fresh("n")
        node = ix.sum_(i, ix.mul(ix.comp(X, i), build(recipe, [p, q, i])))
        if node.op == "sum":
            assert ix.sum_(*ix.open_sum(node)) is node
            above = ix.sum_(outer, ix.mul(ix.comp(Y, outer), ix.subst(node, {p: outer})))
            if above.op == "sum":
                j, inner = ix.open_sum(above)
                assert ix.sum_(j, inner) is above


@PROPERTY
@given(recipes)
def test_free_indices_are_known(recipe) -> None:
    """An expression that says it is free of p does not change with p."""
    with ix.session():
        p, q = ix.fresh("n", "p"), ix.fresh("n", "q")
        node = build(recipe, [p, q])
        assert node.free <= {p, q}
        if p not in node.free:
            assert ix.subst(node, {p: q}) is node


@PROPERTY
@given(recipes, st.randoms(use_true_random=False))
def test_canonical_form_ignores_the_order_of_factors(recipe, shuffle) -> None:
    """Terms and factors in another order have one canonical form, with the same values."""
    with ix.session():
        p, q = ix.fresh("n", "p"), ix.fresh("n", "q")
        node, other = build(recipe, [p, q]), build(recipe, [p, q], shuffle)
        assert canonical(node) is canonical(other)
        np.testing.assert_allclose(value(canonical(node), p, q), value(node, p, q), atol=1e-9)


def test_nested_sums_over_one_size_stay_apart() -> None:
    """Σ_i x_i Σ_i y_i: the inner index is not the outer one."""
    with ix.session():
        i, j = ix.fresh("n", "i"), ix.fresh("n", "i")
        node = ix.sum_(i, ix.mul(ix.comp(X, i), ix.sum_(j, ix.comp(Y, j))))
        x, y = POINTS.env[X], POINTS.env[Y]
        np.testing.assert_allclose(value(node), x.sum(axis=1) * y.sum(axis=1))


def test_substituting_below_a_binder_of_the_same_size() -> None:
    """Σ_i A_ip with p := q keeps the sum; p := a fixed component too."""
    with ix.session():
        i, p, q = ix.fresh("n", "i"), ix.fresh("n", "p"), ix.fresh("n", "q")
        node = ix.sum_(i, ix.mul(ix.comp(A, i, p), ix.comp(X, i)))
        expected = np.einsum("bip,bi->bp", POINTS.env[A], POINTS.env[X])
        np.testing.assert_allclose(value(ix.subst(node, {p: q}), q), expected)
        np.testing.assert_allclose(value(ix.subst(node, {p: 2})), expected[:, 1])
