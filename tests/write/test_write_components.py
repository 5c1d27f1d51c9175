"""Index notation is printed with letters for its binders, merged sums and fractions."""
from __future__ import annotations

import pytest

from texderive import index as ix
from texderive import write
from texderive.derivation import Naming
from texderive.matrix import Opaque
from texderive.symbols import Symbol

X, beta, r = Symbol("X", "X", ("N", "d")), Symbol(r"\beta", r"\beta", ("d", 1)), Symbol("r", "r", ("N", 1))
A, x = Symbol("A", r"\mathbf{A}", ("n", "n")), Symbol("x", r"\mathbf{x}", ("n", 1))
member = Symbol("z", "z", ("d", 1), ("N",), ("n",), pattern=r"\mathbf{z}_{{{}}}")
powered = Symbol("x", "x", ("d", 1), ("N",), ("i",), pattern="x^{({})}")


@pytest.fixture(autouse=True)
def table():
    """Each test has an intern table of its own."""
    with ix.session():
        yield


@pytest.fixture
def names():
    """Free index k of size d; sums over N prefer i, over d prefer j."""
    k = ix.fresh("d", "k")
    return k, Naming(free={k: "k"}, letters={"N": ("i",), "d": ("j",)})


def test_sum_and_contraction(names):
    """The sums of the notes' example get the author's letters."""
    k, naming = names
    i, j = ix.fresh("N"), ix.fresh("d")
    inner = ix.sum_(j, ix.mul(ix.comp(X, i, j), ix.delta(j, k)))
    node = ix.sum_(i, ix.mul(ix.num(2), ix.comp(r, i), inner))
    assert write.latex(node, naming) == r"\sum_{i} 2r_i\sum_{j} X_{ij}\delta_{jk}"
    assert write.text(node, naming) == "Σ_i 2 r_i Σ_j X_ij δ_jk"


def test_nested_sums_share_a_sign(names):
    """Two sums in a row are one sign with both letters."""
    _, naming = names
    i, j = ix.fresh("N"), ix.fresh("d")
    assert write.latex(ix.sum_(i, ix.sum_(j, ix.comp(X, i, j))), naming) == r"\sum_{i,j} X_{ij}"


def test_bound_letters_avoid_free_ones():
    """A sum never takes the letter of a free index, wherever that stands."""
    p, q = ix.fresh("n", "i"), ix.fresh("n")
    node = ix.mul(ix.comp(x, p), ix.sum_(q, ix.comp(A, p, q)))
    assert write.latex(node, Naming(free={p: "i"})) == r"x_i\sum_{j} A_{ij}"


def test_reserved_letters_are_not_used():
    """Letters of symbols are no index names."""
    q = ix.fresh("n")
    assert write.latex(ix.sum_(q, ix.comp(x, q)), Naming(reserved=frozenset("ijk"))) == r"\sum_{l} x_l"


def test_comparison_moves_below_the_sum():
    """i<j, j≠i and t=2..T stand in the subscript."""
    p, q = ix.fresh("n"), ix.fresh("n")
    pair = ix.mul(ix.comp(x, p), ix.comp(x, q))
    assert write.latex(ix.sum_(p, ix.sum_(q, ix.mul(ix.make("cmp", (), (p, q), "<"), pair)))) == r"\sum_{i<j} x_ix_j"
    f = ix.fresh("n", "p")
    assert write.latex(ix.sum_(q, ix.mul(ix.make("cmp", (), (q, f), "!="), ix.comp(A, f, q)))) == r"\sum_{i\ne p} A_{pi}"
    step = ix.mul(ix.make("cmp", (), (q, 2), ">="), ix.comp(x, q), ix.comp(x, ix.Shift(q, -1)))
    assert write.latex(ix.sum_(q, step)) == r"\sum_{i=2}^{n} x_ix_{i-1}"


def test_negative_powers_are_fractions(names):
    """Negative powers stand below a bar, square roots under a root."""
    _, naming = names
    i = ix.fresh("N", "i")
    norm = ix.sum_(ix.fresh("N"), ix.pow_(ix.comp(r, i), ix.num(2)))
    j = ix.fresh("N")
    norm = ix.sum_(j, ix.pow_(ix.comp(r, j), ix.num(2)))
    node = ix.mul(ix.num(-2), ix.comp(r, i), ix.pow_(norm, ix.num("-1/2")))
    assert write.latex(node, Naming(free={i: "i"})) == r"-\frac{2r_i}{\sqrt{\sum_{j} r_j^2}}"


def test_sign_of_a_summand_stands_before_the_sum():
    """A sum of negative terms is a negative sum."""
    q, p = ix.fresh("n"), ix.fresh("n", "p")
    node = ix.add(ix.comp(x, p), ix.sum_(q, ix.mul(ix.num(-2), ix.comp(A, p, q))))
    assert write.latex(node) == r"x_p - \sum_{i} 2A_{pi}"


def test_derivatives(names):
    """Short bodies in the numerator, long ones behind; second derivatives merged."""
    k, naming = names
    i, j = ix.fresh("N", "i"), ix.fresh("d", "j")
    ri = ix.comp(r, i)
    assert write.latex(ix.deriv(ri, beta, k), naming) == r"\frac{\partial r_i}{\partial\beta_k}"
    assert write.latex(ix.deriv(ix.pow_(ri, ix.num(2)), beta, k), naming) == r"\frac{\partial}{\partial\beta_k}r_i^2"
    assert write.latex(ix.deriv(ix.add(ri, ix.num(1)), beta, k), naming) == r"\frac{\partial}{\partial\beta_k}(r_i + 1)"
    assert write.latex(ix.deriv(ix.deriv(ri, beta, j), beta, k), naming) == r"\frac{\partial^2r_i}{\partial\beta_k\,\partial\beta_j}"
    product = ix.mul(ix.deriv(ix.mul(ri, ri), beta, k), ri)
    assert write.latex(product, naming) == r"\frac{\partial(r_ir_i)}{\partial\beta_k}\,r_i"
    terms = ix.add(ix.deriv(ix.mul(ri, ri), beta, k), ri)
    assert write.latex(terms, naming) == r"\frac{\partial(r_ir_i)}{\partial\beta_k} + r_i"
    total = ix.deriv(ix.sum_(i, ix.mul(ri, ri)), beta, k)
    assert write.latex(ix.mul(total, ix.comp(beta, k)), naming) == r"\left(\frac{\partial}{\partial\beta_k}\sum_{i} r_ir_i\right)\beta_k"


def test_components_of_families():
    """Member and component indices merge with the scripts of the pattern."""
    n, j = ix.fresh("N", "n"), ix.fresh("d", "j")
    assert write.latex(ix.comp(member, n, j)) == "z_{nj}"
    assert write.latex(ix.comp(powered, n, j)) == "x_j^{(n)}"
    assert write.latex(ix.comp(x, 3)) == "x_3"


def test_functions_of_matrices():
    """Inverse and determinant of a plain matrix by name, of other arrays in brackets."""
    p, q = ix.fresh("n", "p"), ix.fresh("n", "q")
    a, b = ix.fresh("n"), ix.fresh("n")
    assert write.latex(ix.tfn("inv", (a, b), ix.comp(A, a, b), (p, q))) == r"(\mathbf{A}^{-1})_{pq}"
    assert write.latex(ix.tfn("inv", (a, b), ix.comp(A, b, a), (p, q))) == r"(\mathbf{A}^{-\top})_{pq}"
    assert write.latex(ix.fn("log", ix.tfn("det", (a, b), ix.comp(A, a, b), ()))) == r"\log\det(\mathbf{A})"
    i = ix.fresh("N")
    gram = ix.sum_(i, ix.mul(ix.comp(X, i, a), ix.comp(X, i, b)))
    assert write.latex(ix.tfn("inv", (a, b), gram, (p, q))) == r"((X^\top X)^{-1})_{pq}"


def test_unspecified_functions():
    """f(x), its gradient's components, and f' of a scalar."""
    f = Opaque("f")
    a, k = ix.fresh("n"), ix.fresh("n", "k")
    body = ix.comp(x, a)
    assert write.latex(ix.app(f, (), (body,), ((a,),), ())) == r"f(\mathbf{x})"
    assert write.latex(ix.app(f, (0,), (body,), ((a,),), (k,))) == r"(\nabla f(\mathbf{x}))_k"
    assert write.latex(ix.app(f, (0,), (ix.comp(x, k),), ((),), ())) == "f'(x_k)"


def test_arrays_in_functions_are_read_back():
    """Sums, outer products, contractions, multiples and inverses inside of a function are printed as matrices."""
    a, b, i, k = ix.fresh("n"), ix.fresh("n"), ix.fresh("N"), ix.fresh("n")
    lam = ix.comp(Symbol(r"\lambda", r"\lambda"))
    det = lambda body: write.latex(ix.tfn("det", (a, b), body, ()))
    entry = ix.comp(A, a, b)
    assert det(ix.add(entry, ix.mul(ix.comp(x, a), ix.comp(x, b)))) == r"\det(\mathbf{A} + \mathbf{x}\mathbf{x}^\top)"
    assert det(ix.add(ix.comp(A, b, a), ix.mul(lam, ix.delta(a, b)))) == r"\det(\mathbf{A}^\top + \lambda I)"
    assert det(ix.sum_(k, ix.mul(ix.comp(A, a, k), ix.comp(A, k, b)))) == r"\det(\mathbf{A}\mathbf{A})"
    assert det(ix.sum_(i, ix.mul(ix.comp(X, i, a), ix.comp(X, i, b)))) == r"\det(X^\top X)"
    assert det(ix.mul(entry, entry)) == r"\det(\mathbf{A} \odot \mathbf{A})"
    assert det(ix.mul(ix.num(2), ix.tfn("inv", (a, b), entry, (b, a)))) == r"\det(2\mathbf{A}^{-\top})"
    column = ix.sum_(k, ix.mul(ix.comp(A, a, k), ix.comp(x, k)))
    assert write.latex(ix.tfn("softmax", (a,), column, (k,)), Naming(free={k: "k"})) == r"\operatorname{softmax}(\mathbf{A}\mathbf{x})_k"


def test_arrays_without_a_plain_form_stay_in_brackets():
    """What is no matrix product keeps its indices."""
    a, b, k = ix.fresh("n"), ix.fresh("n"), ix.fresh("n")
    body = ix.sum_(k, ix.mul(ix.comp(A, a, k), ix.comp(A, b, k), ix.comp(x, k)))
    assert r"[\sum_{" in write.latex(ix.tfn("det", (a, b), body, ())).replace(r"\left[", "[")


def test_nameless_indices_get_different_letters():
    """Free indices without a name are told apart, and the two sides of an equation agree."""
    a, b = ix.fresh("n"), ix.fresh("n")
    left, right = ix.comp(A, a, b), ix.mul(ix.comp(x, b), ix.comp(x, a))
    assert write.latex(left) == "A_{ij}"
    naming = write.completed(Naming(), left, right)
    assert write.latex(right, naming) == "x_jx_i"
