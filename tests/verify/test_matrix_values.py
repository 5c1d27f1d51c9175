"""Matrix expressions evaluate to what plain NumPy gives, at points of unequal sizes."""
import numpy as np
import pytest

from texderive import matrix as M
from texderive.errors import ShapeError, TexDeriveError
from texderive.symbols import SCALAR, Symbol
from texderive.verify import linalg, opaque
from texderive.verify.matrix_values import evaluate
from texderive.verify.points import make_points

sA = Symbol("A", "A", ("m", "n"))
sB = Symbol("B", "B", ("n", "k"))
sS = Symbol("S", "S", ("n", "n"), props=frozenset({"posdef"}))
sx = Symbol("x", "x", ("n", 1))
sy = Symbol("y", "y", ("m", 1))
sP = Symbol("P", "P", ("n", 1), family=("N",), letters=("t",))
sc = Symbol("c", "c", props=frozenset({"positive"}))
POINTS = make_points([sA, sB, sS, sx, sy, sP, sc], {"m": 2, "n": 3, "k": 4, "N": 4})
A, B, S, x, y, c = (M.var(s) for s in (sA, sB, sS, sx, sy, sc))
a, b, s, v, w, p, k = (POINTS.env[q] for q in (sA, sB, sS, sx, sy, sP, sc))
T = np.swapaxes
i, j, t = M.idx("i"), M.idx("j"), M.idx("t")

CASES = {
    "product": (M.mul(A, B), a @ b),
    "scalar in the middle": (M.mul(A, c, x), (k[:, None, None] * a) @ v[..., None]),
    "inner product then vector": (M.mul(M.T(x), x, y), (v * v).sum(1)[:, None, None] * w[..., None]),
    "outer product": (M.mul(y, M.T(x)), w[:, :, None] * v[:, None]),
    "sum": (M.add(M.mul(A, x), y), (a @ v[..., None]) + w[..., None]),
    "hadamard": (M.had(A, A), a * a),
    "division by a scalar": (M.div(A, c), a / k[:, None, None]),
    "elementwise division": (M.div(x, x), np.ones((3, 3, 1))),
    "scalar power": (M.pow_(c, M.num("1/2")), np.sqrt(k)[:, None, None]),
    "elementwise power": (M.hpow(A, M.num(3)), a**3),
    "matrix power": (M.pow_(S, M.num(3)), s @ s @ s),
    "inverse power": (M.pow_(S, M.num(-2)), np.linalg.inv(s @ s)),
    "transpose": (M.T(A), T(a, 1, 2)),
    "inverse": (M.inv(S), np.linalg.inv(s)),
    "pseudo-inverse, wide": (M.make("pinv", (A,), None, ("n", "m")), np.linalg.pinv(a)),
    "trace": (M.tr(S), np.trace(s, axis1=1, axis2=2)[:, None, None]),
    "determinant": (M.det(S), np.linalg.det(s)[:, None, None]),
    "norm 2": (M.norm(x, "2"), np.linalg.norm(v, axis=1)[:, None, None]),
    "norm F": (M.norm(A, "F"), np.linalg.norm(a, axis=(1, 2))[:, None, None]),
    "norm 1": (M.norm(x, "1"), np.abs(v).sum(1)[:, None, None]),
    "norm 1 of a matrix": (M.norm(A, "1"), np.abs(a).sum((1, 2))[:, None, None]),          # entry by entry, as its components and as in the graphical lasso
    "norm inf": (M.norm(x, "inf"), np.abs(v).max(1)[:, None, None]),
    "norm inf of a matrix": (M.norm(A, "inf"), np.linalg.norm(a, np.inf, (1, 2))[:, None, None]),
    "spectral norm": (M.norm(A, "spectral"), np.linalg.norm(a, 2, (1, 2))[:, None, None]),
    "nuclear norm": (M.norm(A, "nuclear"), np.linalg.norm(a, "nuc", (1, 2))[:, None, None]),
    "function": (M.fn("tanh", A), np.tanh(a)),
    "matrix exponential": (M.mfn("exp", S), linalg.mexp(s)),
    "softmax": (M.softmax(x), (np.exp(v) / np.exp(v).sum(1, keepdims=True))[..., None]),
    "softmax of rows": (M.softmax(A), np.exp(a) / np.exp(a).sum(2, keepdims=True)),
    "softmax of a row": (M.softmax(M.T(x)), (np.exp(v) / np.exp(v).sum(1, keepdims=True))[:, None]),
    "diag": (M.diag(x), v[:, :, None] * np.eye(3)),
    "diag of a row": (M.diag(M.T(x)), v[:, :, None] * np.eye(3)),
    "diagonal": (M.diagpart(S), np.einsum("pii->pi", s)[..., None]),
    "vec": (M.vec(A), T(a, 1, 2).reshape(3, 6, 1)),
    "kron": (M.kron(A, x), np.stack([np.kron(a[q], v[q][:, None]) for q in range(3)])),
    "constants": (M.mul(M.const("pi"), M.ones(("m", "n"))), np.full((3, 2, 3), np.pi)),
    "identity": (M.add(S, M.eye("n")), s + np.eye(3)),
    "a size": (M.dim("N"), np.full((3, 1, 1), 4.0)),
    "factorial": (M.make("fact", (M.num(4),), None, SCALAR), np.full((3, 1, 1), 24.0)),
    "sum over members": (M.sum_(M.Range("t", "N"), M.mul(M.var(sP, t), M.T(M.var(sP, t)))), np.einsum("pti,ptj->pij", p, p)),
    "sum over a part": (M.sum_(M.Range("t", "N", 2, ("N", -1)), M.var(sP, t)), p[:, 1:3].sum(1)[..., None]),
    "neighbours": (M.sum_(M.Range("t", "N", 2), M.add(M.var(sP, t), M.neg(M.var(sP, M.shift(t, -1))))), (p[:, -1] - p[:, 0])[..., None]),
    "sum with a condition": (M.sum_(M.Range("i", "n"), M.sum_(M.Range("j", "n"), M.mul(M.comp(x, i), M.comp(x, j)), M.cmp("<", i, j))),
                             np.triu(v[:, :, None] * v[:, None], 1).sum((1, 2))[:, None, None]),
    "sum up to an index": (M.sum_(M.Range("i", "n"), M.sum_(M.Range("j", "n", 1, ("i", -1)), M.comp(S, i, j))), np.tril(s, -1).sum((1, 2))[:, None, None]),
    "product over an index": (M.prod(M.Range("i", "n"), M.comp(x, i)), v.prod(1)[:, None, None]),
    "an index used as a number": (M.sum_(M.Range("i", "n"), M.mul(i, M.comp(x, i))), (v * [1, 2, 3]).sum(1)[:, None, None]),
    "delta": (M.sum_(M.Range("i", "n"), M.sum_(M.Range("j", "n"), M.mul(M.delta(i, j), M.comp(S, i, j)))), np.trace(s, axis1=1, axis2=2)[:, None, None]),
    "fixed component": (M.comp(A, M.num(2), M.num(3)), a[:, 1, 2][:, None, None]),
    "indicator": (M.ind(">", x, M.ZERO), (v > 0)[..., None] * 1.0),
    "cases": (M.make("cases", (c, M.ind(">", M.comp(x, M.num(1)), M.ZERO), M.ZERO), None, SCALAR), np.where(v[:, 0] > 0, k, 0)[:, None, None]),
    "maximum": (M.maximum(x, M.ZERO), np.maximum(v, 0)[..., None]),
    "block of scalars": (M.make("block", (c, M.ONE, M.ZERO, M.neg(c)), (2, 2), (2, 2)), np.stack([np.array([[q, 1], [0, -q]]) for q in k])),
    "block of blocks": (M.make("block", (S, x, M.T(x), c), (2, 2), (4, 4)), np.stack([np.block([[s[q], v[q][:, None]], [v[q][None], k[q]]]) for q in range(3)])),
    "largest eigenvalue": (M.make("eig", (S,), "max", SCALAR), np.linalg.eigvalsh(s)[:, -1:, None]),
}


@pytest.mark.parametrize("name", CASES)
def test_operations(name):
    """Every kind of node against its NumPy formula."""
    expr, expected = CASES[name]
    found = evaluate(expr, POINTS)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def deriv(body, *variables, shape, layout="numerator"):
    return M.make("deriv", (body, *variables), layout, shape)


square = M.pow_(M.norm(M.add(M.mul(A, x), M.neg(y)), "2"), M.num(2))
residual = np.einsum("pij,pj->pi", a, v) - w
gradient = 2 * np.einsum("pi,pij->pj", residual, a)
hessian = 2 * T(a, 1, 2) @ a
member = M.sum_(M.Range("t", "N"), M.pow_(M.mul(M.T(x), M.var(sP, t)), M.num(2)))
along = np.einsum("ptj,pj->pt", p, v)

DERIVATIVES = {
    "scalar by column": (deriv(square, x, shape=(1, "n")), {}, gradient[:, None]),
    "gradient as a column": (deriv(square, x, shape=("n", 1), layout="denominator"), {}, gradient[..., None]),
    "Jacobian": (deriv(M.mul(A, x), x, shape=("m", "n")), {}, a),
    "Jacobian, denominator": (deriv(M.mul(A, x), x, shape=("n", "m"), layout="denominator"), {}, T(a, 1, 2)),
    "row by column": (deriv(M.mul(M.T(y), A), y, shape=("n", "m")), {}, T(a, 1, 2)),
    "scalar by matrix": (deriv(square, A, shape=("m", "n")), {}, 2 * residual[:, :, None] * v[:, None]),
    "by a transposed matrix": (deriv(square, M.T(A), shape=("n", "m")), {}, 2 * v[:, :, None] * residual[:, None]),
    "by vec": (deriv(square, M.vec(A), shape=(1, "m*n")), {}, T(2 * residual[:, :, None] * v[:, None], 1, 2).reshape(3, 1, 6)),
    "matrix by scalar": (deriv(M.mul(c, c, A), c, shape=("m", "n")), {}, 2 * k[:, None, None] * a),
    "Hessian": (deriv(square, x, x, shape=("n", "n")), {}, hessian),
    "mixed": (deriv(M.mul(M.T(y), A, x), y, M.T(x), shape=("m", "n")), {}, a),
    "derivative of a derivative": (deriv(M.T(deriv(square, x, shape=(1, "n"))), x, shape=("n", "n")), {}, hessian),
    "by a member": (deriv(member, M.var(sP, t), shape=(1, "n")), {"t": "N"}, (2 * along[:, :, None] * v[:, None])[:, :, None]),
    "by a component": (deriv(square, M.comp(x, j), shape=SCALAR), {"j": "n"}, gradient[..., None, None]),
    "by a fixed component": (deriv(square, M.comp(x, M.num(2)), shape=SCALAR), {}, gradient[:, 1][:, None, None]),
    "component by component": (deriv(M.comp(M.mul(A, x), i), M.comp(A, M.idx("r"), j), shape=SCALAR), {"i": "m", "r": "m", "j": "n"},
                               np.einsum("ir,pj->pirj", np.eye(2), v)[..., None, None]),
    "nothing to differentiate": (deriv(c, x, shape=(1, "n")), {}, np.zeros((3, 1, 3))),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives(name):
    """Unevaluated derivatives in both layouts, by every kind of variable."""
    expr, free, expected = DERIVATIVES[name]
    found = evaluate(expr, POINTS, free)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-9)


def test_free_indices_become_axes_in_their_order():
    """[A_ij] over (j, i) has the sizes of j and i behind the points."""
    opened = M.make("open", (M.comp(A, i, j),), ("i", "j"), SCALAR)
    np.testing.assert_array_equal(evaluate(opened, POINTS, {"j": "n", "i": "m"})[..., 0, 0], T(a, 1, 2))


def test_an_inner_index_hides_the_outer_one_of_the_same_name():
    """sum_i x_i (sum_i x_i): the inner i is its own."""
    total = M.sum_(M.Range("i", "n"), M.comp(x, i))
    found = evaluate(M.sum_(M.Range("i", "n"), M.mul(M.comp(x, i), total)), POINTS)
    np.testing.assert_allclose(found[:, 0, 0], v.sum(1) ** 2)


def test_named_definitions_with_and_without_parameters():
    """u = Ax and z_t = x' P_t, by name; derivatives go through them, or stop at the name."""
    u = M.Let("u", "u", M.mul(A, x), symbol=Symbol("u", "u", ("m", 1)))
    z = M.Let("z", "z", M.mul(M.T(x), M.var(sP, t)), ("t",), ("N",))
    np.testing.assert_allclose(evaluate(M.ref(u), POINTS), a @ v[..., None])
    other = M.idx("q")
    total = M.sum_(M.Range("q", "N"), M.pow_(M.ref(z, other), M.num(2)))
    np.testing.assert_allclose(evaluate(total, POINTS)[:, 0, 0], (along**2).sum(1))
    inner = M.mul(M.T(M.ref(u)), M.ref(u))
    through = evaluate(deriv(inner, x, shape=(1, "n")), POINTS)
    np.testing.assert_allclose(through[:, 0], 2 * np.einsum("pi,pij->pj", np.einsum("pij,pj->pi", a, v), a))
    by_name = evaluate(deriv(inner, M.var(u.symbol), shape=(1, "m")), POINTS)
    np.testing.assert_allclose(by_name[:, 0], 2 * np.einsum("pij,pj->pi", a, v))


def test_deep_definitions_are_evaluated_once():
    """h_{k+1} = h_k + h_k, thirty deep, under a derivative: linear, not exponential."""
    h = x
    for level in range(30):
        h = M.ref(M.Let(f"h{level}", f"h_{level}", M.add(M.mul(M.num("1/2"), h), M.mul(M.num("1/2"), h))))
    found = evaluate(deriv(h, x, shape=("n", "n")), POINTS)
    np.testing.assert_allclose(found, np.broadcast_to(np.eye(3), (3, 3, 3)))


def test_opaque_function_and_its_derivative():
    """The gradient of f(Ax + y) by the chain rule, as a row or as a column; g acts elementwise."""
    f, g = M.Opaque("f", 1), M.Opaque("g", 1, elementwise=True)
    inner = M.add(M.mul(A, x), y)
    value = M.make("app", (inner,), f, SCALAR)
    slope = M.make("dapp", (inner,), (f, (0,)), (1, "m"))
    np.testing.assert_allclose(evaluate(deriv(value, x, shape=(1, "n")), POINTS), evaluate(M.mul(slope, A), POINTS))
    column = M.make("dapp", (inner,), (f, (0,)), ("m", 1))
    np.testing.assert_allclose(evaluate(column, POINTS), T(evaluate(slope, POINTS), 1, 2))
    elementwise = M.make("app", (inner,), g, ("m", 1))
    jacobian = M.mul(M.diag(M.make("dapp", (inner,), (g, (0,)), ("m", 1))), A)
    np.testing.assert_allclose(evaluate(deriv(elementwise, x, shape=("m", "n")), POINTS), evaluate(jacobian, POINTS))
    expected = opaque.values("f", [residual + 2 * w], ())
    np.testing.assert_allclose(evaluate(value, POINTS)[:, 0, 0], expected)



def test_an_index_without_range_is_an_error():
    """x_i with i neither free nor summed."""
    with pytest.raises(TexDeriveError, match="index i has no range"):
        evaluate(M.comp(x, i), POINTS)


def test_a_derivative_with_three_axes_is_no_matrix():
    """d(Ax)/dA has to be asked for in components."""
    with pytest.raises(ShapeError, match="no matrix"):
        evaluate(deriv(M.mul(A, x), A, shape=("m", "n")), POINTS)
