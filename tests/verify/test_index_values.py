"""Index notation evaluates to what plain NumPy gives, at points of unequal sizes."""
import numpy as np
import pytest

from texderive import index as I
from texderive.errors import TexDeriveError
from texderive.matrix import Opaque
from texderive.symbols import Symbol
from texderive.verify import linalg, opaque
from texderive.verify.index_values import IndexEvaluator
from texderive.verify.points import make_points

A = Symbol("A", "A", ("m", "n"))
S = Symbol("S", "S", ("n", "n"), props=frozenset({"posdef"}))
x = Symbol("x", "x", ("n", 1))
y = Symbol("y", "y", ("m", 1))
P = Symbol("P", "P", ("n", 1), family=("N",), letters=("k",))
c = Symbol("c", "c", props=frozenset({"positive"}))


@pytest.fixture(autouse=True)
def own_session():
    with I.session():
        yield


@pytest.fixture
def points():
    return make_points([A, S, x, y, P, c], {"m": 2, "n": 3, "N": 4})


@pytest.fixture
def judge(points):
    return IndexEvaluator(points)


def indices(*dims):
    return [I.fresh(d, d) for d in dims]


def close(found, expected):
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_matrix_times_vector_is_a_sum(judge, points):
    """sum_j A_ij x_j is A x."""
    i, j = indices("m", "n")
    node = I.sum_(j, I.mul(I.comp(A, i, j), I.comp(x, j)))
    close(judge.value(node, (i,)), np.einsum("pij,pj->pi", points.env[A], points.env[x]))


def test_output_axes_come_in_the_order_asked_for(judge, points):
    """The same component with its indices in either order, and with one it does not depend on."""
    i, j, k = indices("m", "n", "N")
    close(judge.value(I.comp(A, i, j), (j, i)), points.env[A].transpose(0, 2, 1))
    close(judge.value(I.comp(A, i, j), (k, i, j)), np.repeat(points.env[A][:, None], 4, axis=1))


def test_repeated_index_takes_the_diagonal(judge, points):
    """S_ii is the diagonal, its sum the trace."""
    i, = indices("n")
    close(judge.value(I.comp(S, i, i), (i,)), np.einsum("pii->pi", points.env[S]))
    close(judge.value(I.sum_(i, I.comp(S, i, i))), np.trace(points.env[S], axis1=1, axis2=2))


def test_fixed_components_count_from_one(judge, points):
    """A_{2 j} is the second row; a component that does not exist is 0."""
    j, = indices("n")
    close(judge.value(I.comp(A, 2, j), (j,)), points.env[A][:, 1])
    close(judge.value(I.comp(x, 7)), np.zeros(3))


def test_shifted_index_reads_zero_outside(judge, points):
    """x_{j-1} is 0 at j = 1."""
    j, = indices("n")
    found = judge.value(I.comp(x, I.Shift(j, -1)), (j,))
    close(found, np.concatenate([np.zeros((3, 1)), points.env[x][:, :-1]], axis=1))


def test_a_condition_hides_what_is_undefined_outside(judge, points):
    """[j > 1] / x_{j-1} is 0, not NaN, at j = 1."""
    j, = indices("n")
    node = I.sum_(j, I.mul(I.make("cmp", ix=(j, 1), data=">"), I.pow_(I.comp(x, I.Shift(j, -1)), I.num(-1))))
    close(judge.value(node), (1 / points.env[x][:, :-1]).sum(1))


def test_delta_selects(judge, points):
    """sum_j A_ij delta_jk = A_ik, and delta_jj is 1."""
    i, j, k = indices("m", "n", "n")
    node = I.sum_(j, I.mul(I.comp(A, i, j), I.delta(j, k)))
    close(judge.value(node, (i, k)), points.env[A])


def test_sum_over_an_index_that_does_not_occur_counts(judge):
    """sum_j 1 = n and prod_j 2 = 2^n."""
    j, = indices("n")
    close(judge.value(I.sum_(j, I.num(1))), np.full(3, 3.0))
    close(judge.value(I.sum_(j, I.num(2), op="prod")), np.full(3, 8.0))


def test_condition_against_a_size(judge, points):
    """sum_j [j < n] x_j leaves out the last; an index of level -1 stands for the size."""
    j, = indices("n")
    node = I.sum_(j, I.mul(I.make("cmp", ix=(j, I.Shift(I.Index("n", "n", -1), 0)), data="<"), I.comp(x, j)))
    close(judge.value(node), points.env[x][:, :-1].sum(1))


def test_conditions_on_two_indices(judge, points):
    """sum_{i<j} x_i x_j."""
    i, j = indices("n", "n")
    node = I.sum_(i, I.sum_(j, I.mul(I.make("cmp", ix=(i, j), data="<"), I.comp(x, i), I.comp(x, j))))
    v = points.env[x]
    close(judge.value(node), np.triu(v[:, :, None] * v[:, None, :], 1).sum((1, 2)))


def test_long_trace_stays_small(judge, points):
    """tr(S^12) as twelve nested sums is summed one index at a time."""
    chain = [I.fresh("n") for _ in range(12)]
    node = I.mul(*[I.comp(S, a, b) for a, b in zip(chain, chain[1:] + chain[:1])])
    for i in chain:
        node = I.sum_(i, node)
    close(judge.value(node), np.trace(np.linalg.matrix_power(points.env[S], 12), axis1=1, axis2=2))


@pytest.mark.parametrize("name", ["inv", "mexp", "msin", "mcos", "mlog", "msqrt"])
def test_matrix_functions(judge, points, name):
    """Components of functions of a matrix; f(S) is checked on the eigenvectors of the positive definite S."""
    i, j, k, l = indices("n", "n", "n", "n")
    node = I.tfn(name, (i, j), I.comp(S, i, j), (k, l))
    w, v = np.linalg.eigh(points.env[S])
    scalar = {"inv": lambda u: 1 / u, "mexp": np.exp, "msin": np.sin, "mcos": np.cos, "mlog": np.log, "msqrt": np.sqrt}[name]
    close(judge.value(node, (l, k)), ((v * scalar(w)[:, None]) @ v.transpose(0, 2, 1)).transpose(0, 2, 1))


@pytest.mark.parametrize("name, expected", [
    ("det", np.linalg.det), ("spectral", lambda a: np.linalg.norm(a, 2, (1, 2))), ("nuclear", lambda a: np.linalg.svd(a)[1].sum(1)),
    ("eigmax", lambda a: np.linalg.eigvalsh(a)[:, -1]), ("eigmin", lambda a: np.linalg.eigvalsh(a)[:, 0])])
def test_scalars_of_a_matrix(judge, points, name, expected):
    """Determinant, norms and eigenvalues."""
    i, j = indices("n", "n")
    close(judge.value(I.tfn(name, (i, j), I.comp(S, i, j), ())), expected(points.env[S]))


@pytest.mark.parametrize("scalar, vectors", [("spectral", ("left_vector", "right_vector")), ("nuclear", ("polar",)), ("eigmax", ("vector_eigmax",) * 2), ("eigmin", ("vector_eigmin",) * 2),
                                             ("eig2", ("vector_eig2",) * 2)])
def test_derivatives_of_norms_and_eigenvalues(judge, scalar, vectors):
    """u v', U V' and v v' are the derivatives of the singular values and eigenvalues; theirs in turn are found too."""
    source = S if "eig" in scalar else A
    i, j, a, b = (I.fresh(d) for d in source.slots * 2)
    derived = judge.value(I.deriv(I.tfn(scalar, (i, j), I.comp(source, i, j), ()), source, a, b), (a, b))
    outputs = ((a, b),) if len(vectors) == 1 else ((a,), (b,))
    stated = I.mul(*[I.tfn(name, (i, j), I.comp(source, i, j), out) for name, out in zip(vectors, outputs)])
    close(judge.value(stated, (a, b)), derived)
    k, l = (I.fresh(d) for d in source.slots)
    first = judge.value(I.deriv(stated, source, k, l), (a, b, k, l))
    second = judge.value(I.deriv(I.deriv(I.tfn(scalar, (i, j), I.comp(source, i, j), ()), source, a, b), source, k, l), (a, b, k, l))
    np.testing.assert_allclose(first, second, rtol=1e-6, atol=1e-6)


def test_powers_of_a_matrix(judge, points):
    """S^3 and S^c with a scalar exponent."""
    i, j, k, l = indices("n", "n", "n", "n")
    close(judge.value(I.tfn("mpow", (i, j), I.comp(S, i, j), (k, l), 3), (k, l)), np.linalg.matrix_power(points.env[S], 3))
    w, v = np.linalg.eigh(points.env[S])
    expected = (v * (w ** points.env[c][:, None])[:, None]) @ v.transpose(0, 2, 1)
    close(judge.value(I.tfn("mpow", (i, j), I.comp(S, i, j), (k, l), I.comp(c)), (k, l)), expected)


def test_softmax_of_vector_and_rows(judge, points):
    """Softmax runs over the last bound slot."""
    i, j, k, l = indices("n", "m", "n", "m")
    e = np.exp(points.env[x])
    close(judge.value(I.tfn("softmax", (i,), I.comp(x, i), (k,)), (k,)), e / e.sum(1, keepdims=True))
    e = np.exp(points.env[A])
    close(judge.value(I.tfn("softmax", (j, i), I.comp(A, j, i), (l, k)), (l, k)), e / e.sum(2, keepdims=True))


def test_definitions_are_looked_up(judge, points):
    """u_i := (A x)_i; components of u at a free, a bound and a fixed index."""
    i, j, k = indices("m", "n", "m")
    u = Symbol("u", "u", ("m", 1), definition=I.Definition((i,), I.sum_(j, I.mul(I.comp(A, i, j), I.comp(x, j)))))
    value = np.einsum("pij,pj->pi", points.env[A], points.env[x])
    close(judge.value(I.comp(u, k), (k,)), value)
    close(judge.value(I.sum_(k, I.pow_(I.comp(u, k), I.num(2)))), (value**2).sum(1))
    close(judge.value(I.comp(u, 2)), value[:, 1])


@pytest.mark.parametrize("name", ["exp", "sin", "tanh", "sigmoid", "softplus", "relu", "abs", "erf", "arctan"])
def test_derivatives_of_functions_by_complex_step(judge, points, name):
    """The complex step agrees with central differences of the function itself."""
    i, k = indices("n", "n")
    from texderive.verify.elementwise import compiled
    f, v = compiled(name), points.env[x]
    slope = (8 * (f(v + 1e-4) - f(v - 1e-4)) - (f(v + 2e-4) - f(v - 2e-4))) / 12e-4
    found = judge.value(I.deriv(I.fn(name, I.comp(x, i)), x, k), (i, k))
    np.testing.assert_allclose(found, slope[:, :, None] * np.eye(3), atol=1e-9)


def test_nested_derivatives(judge, points):
    """The Hessian of exp(x'Sx), its diagonal entries too; the tolerance says that differences are less exact."""
    i, j, k, l = indices("n", "n", "n", "n")
    q = I.fn("exp", I.mul(I.num("1/4"), I.sum_(i, I.sum_(j, I.mul(I.comp(x, i), I.comp(S, i, j), I.comp(x, j))))))
    hessian = I.deriv(I.deriv(q, x, k), x, l)
    v, s = points.env[x], points.env[S]
    value = np.exp(np.einsum("pi,pij,pj->p", v, s, v) / 4)[:, None, None]
    sx = np.einsum("pij,pj->pi", s, v) / 2
    expected = value * (sx[:, :, None] * sx[:, None] + s / 2)
    np.testing.assert_allclose(judge.value(hessian, (k, l)), expected, rtol=1e-8)
    np.testing.assert_allclose(judge.value(I.deriv(I.deriv(q, x, k), x, k), (k,)), np.einsum("pkk->pk", expected), rtol=1e-8)
    assert judge.tolerance(hessian) == 1e-5 and judge.tolerance(hessian.args[0]) == 1e-9


def test_derivative_by_a_named_intermediate(judge, points):
    """d/du_k sum u_i^2 = 2 u_k where u is defined; d/dx goes through u."""
    i, j, k, l = indices("m", "n", "m", "n")
    u = Symbol("u", "u", ("m", 1), definition=I.Definition((i,), I.sum_(j, I.mul(I.comp(A, i, j), I.comp(x, j)))))
    f = I.sum_(k, I.pow_(I.comp(u, k), I.num(2)))
    value = np.einsum("pij,pj->pi", points.env[A], points.env[x])
    close(judge.value(I.deriv(f, u, i), (i,)), 2 * value)
    close(judge.value(I.deriv(f, x, l), (l,)), 2 * np.einsum("pi,pij->pj", value, points.env[A]))
    mixed = I.deriv(I.deriv(f, u, i), x, l)
    np.testing.assert_allclose(judge.value(mixed, (i, l)), 2 * points.env[A], rtol=1e-8)


def test_derivative_inside_a_sum_over_its_own_index(judge, points):
    """sum_k d/dx_k x_k^2 = 2 sum x_k."""
    k, = indices("n")
    node = I.sum_(k, I.deriv(I.pow_(I.comp(x, k), I.num(2)), x, k))
    close(judge.value(node), 2 * points.env[x].sum(1))


def test_family_members(judge, points):
    """d/dP_kj of sum_k (P_k . x)^2 = 2 (P_k . x) x_j."""
    k, j, a, b = indices("N", "n", "N", "n")
    f = I.sum_(k, I.pow_(I.sum_(j, I.mul(I.comp(P, k, j), I.comp(x, j))), I.num(2)))
    inner = np.einsum("pkj,pj->pk", points.env[P], points.env[x])
    close(judge.value(I.deriv(f, P, a, b), (a, b)), 2 * inner[:, :, None] * points.env[x][:, None])


@pytest.mark.parametrize("name", ["inv", "det", "mexp", "mlog", "msqrt", "eigmax", "spectral", "softmax"])
def test_derivatives_of_matrix_functions(judge, points, name):
    """Complex step through linear algebra agrees with central differences of symmetric perturbations."""
    i, j, k, l = indices("n", "n", "n", "n")
    out = () if name in ("det", "eigmax", "spectral") else (k, l)
    node = I.tfn(name, (i, j), I.comp(S, i, j), out)
    a, b = indices("n", "n")
    found = judge.value(I.deriv(node, S, a, b), (*out, a, b))
    step = np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]]) * 1e-4
    moved = []
    for sign in (1, -1):
        env = dict(points.env) | {S: points.env[S] + sign * step}
        moved.append(IndexEvaluator(env, points.sizes).value(node, out))
    np.testing.assert_allclose(found[..., 0, 1] + found[..., 1, 0], (moved[0] - moved[1]) / 2e-4, atol=2e-6)


def test_opaque_functions_and_their_derivatives(judge, points):
    """f(x, c): the derivative node agrees with the complex step of the function, for vector and scalar arguments."""
    i, j, k, o = indices("n", "n", "n", "m")
    f = Opaque("f", 2, ("m", 1))
    bodies, slots = (I.comp(x, i), I.comp(c)), ((i,), ())
    value = I.app(f, (), bodies, slots, (o,))
    close(judge.value(I.app(f, (0,), bodies, slots, (o, k)), (o, k)), judge.value(I.deriv(value, x, k), (o, k)))
    close(judge.value(I.app(f, (1,), bodies, slots, (o,)), (o,)), judge.value(I.deriv(value, c), (o,)))
    second = judge.value(I.app(f, (0, 0), bodies, slots, (o, j, k)), (o, j, k))
    close(second, judge.value(I.deriv(I.app(f, (0,), bodies, slots, (o, j)), x, k), (o, j, k)))
    expected = opaque.values("f", [points.env[x], points.env[c][:, None]], (2,))
    close(judge.value(value, (o,)), expected)


def test_elementwise_opaque_function(judge, points):
    """g'(x_i) as the derivative of g(x_i), which acts on a number."""
    i, = indices("n")
    g = Opaque("g", 1, elementwise=True)
    value = I.app(g, (), (I.comp(x, i),), ((),), ())
    slope = I.app(g, (0,), (I.comp(x, i),), ((),), ())
    k, = indices("n")
    close(judge.value(I.deriv(value, x, k), (i, k)), judge.value(I.mul(slope, I.delta(i, k)), (i, k)))


def test_cases_maximum_and_indicator(judge, points):
    """Piecewise values, with their derivatives on the branch taken."""
    i, k = indices("n", "n")
    xi = I.comp(x, i)
    positive = I.make("ind", (xi, I.num(0)), data=">")
    node = I.make("cases", (I.pow_(xi, I.num(2)), positive, I.mul(I.num(3), xi)))
    v = points.env[x]
    close(judge.value(node, (i,)), np.where(v > 0, v * v, 3 * v))
    close(judge.value(I.deriv(node, x, k), (i, k)), np.where(v > 0, 2 * v, 3)[:, :, None] * np.eye(3))
    close(judge.value(I.make("max", (xi, I.num(0))), (i,)), np.maximum(v, 0))


def test_outside_of_the_domain_is_nan(judge, points):
    """log and sqrt of negative numbers are NaN, as values and in derivatives."""
    i, = indices("n")
    for node in (I.fn("log", I.comp(x, i)), I.pow_(I.comp(x, i), I.num("1/2"))):
        negative = points.env[x] < 0
        assert negative.any()
        assert (np.isnan(judge.value(node, (i,))) == negative).all()
    k, = indices("n")
    root = judge.value(I.deriv(I.pow_(I.comp(x, i), I.num("1/3")), x, i), (i,))
    assert (np.isnan(root) == (points.env[x] < 0)).all()


def test_kinks_are_noticed(judge):
    """The distance from the kink of ReLU is kept per point."""
    i, = indices("n")
    judge.layout(I.fn("relu", I.comp(x, i)))
    assert judge.kink_distance.shape == (3,) and (judge.kink_distance > 0.05).all()


def test_missing_symbol_is_said(judge):
    """A symbol without array or definition is an error with its name."""
    with pytest.raises(TexDeriveError, match="no value is given for q"):
        judge.value(I.comp(Symbol("q", "q")))


@pytest.mark.parametrize("power", [0.5, -0.5, 1.5, -1.5])
def test_half_powers_of_a_matrix(power):
    """By the square root, as by the eigenvalues; the complex step goes through."""
    rng = np.random.default_rng(0)
    x, move = rng.normal(size=(2, 3, 4, 4))
    a, move = x @ x.swapaxes(1, 2) + 0.1 * np.eye(4), move + move.swapaxes(1, 2)

    def by_eigenvalues(t: float) -> np.ndarray:
        values, vectors = np.linalg.eigh(a + t * move)
        return vectors * values[:, None] ** power @ vectors.swapaxes(1, 2)

    found = linalg.mpow(a + 1e-60j * move, np.full(3, power))
    np.testing.assert_allclose(found.real, by_eigenvalues(0), rtol=1e-9)
    np.testing.assert_allclose(found.imag / 1e-60, (by_eigenvalues(1e-6) - by_eigenvalues(-1e-6)) / 2e-6, rtol=1e-4, atol=1e-4)


def test_factorial_and_gamma():
    """n! is exact for whole numbers and smooth between."""
    np.testing.assert_allclose(linalg.factorial(np.array([0.0, 1, 5, 10])), [1, 1, 120, 3628800], rtol=0)
    np.testing.assert_allclose(linalg.factorial(np.array([0.5])), [np.sqrt(np.pi) / 2], rtol=1e-13)


def test_fourth_derivatives(judge, points):
    """d^4/dx_1^4 of exp(x'x/2): central differences of central differences are still good to the tolerance."""
    i, = indices("n")
    node = I.fn("exp", I.mul(I.num("1/2"), I.sum_(i, I.pow_(I.comp(x, i), I.num(2)))))
    for _ in range(4):
        node = I.deriv(node, x, 1)
    v = points.env[x]
    expected = np.exp((v * v).sum(1) / 2) * (v[:, 0] ** 4 + 6 * v[:, 0] ** 2 + 3)
    np.testing.assert_allclose(judge.value(node), expected, rtol=judge.tolerance(node))


def test_large_whole_powers_keep_a_complex_step():
    """Of a negative number to a power of 100 the tiny imaginary part is exact, which NumPy's own power loses."""
    value = linalg.whole_power(np.array([-1.1 + 1e-60j]), 100)
    assert value.imag[0] == pytest.approx(100 * (-1.1) ** 99 * 1e-60, rel=1e-12)
