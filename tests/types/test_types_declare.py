"""Declarations as text and as mappings."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.errors import ShapeError
from texderive.read import read
from texderive.types import interpret_value
from texderive.types.declare import parse
from texderive.types.names import canonical


@pytest.mark.parametrize("text, shape", [
    ("N x d", ("N", "d")), ("d", ("d",)), ("scalar", ()), ("3 x 2", (3, 2)), ("n by m", ("n", "m")), ("m \\times n", ("m", "n")), ("n x 1", ("n",)),
    ("n x n symmetric", ("n", "n")), ("d, positive", ("d",)), ("positive", ()), ("n_{10} x n_9", ("n_10", "n_9")),
])
def test_shapes_are_read_from_text(text, shape):
    """Sizes, literal or named, in any usual spelling."""
    assert parse({"X": text})["X"].shape == shape


def test_properties_are_read_from_text():
    """Words beside the shape are properties."""
    assert parse({"A": "n x n positive definite"})["A"].props == {"posdef"}
    assert parse({"L": "n x n lower triangular"})["L"].props == {"lower_triangular"}


@pytest.mark.parametrize("declared", [
    "n x n symetric", "n foo", "0", "0 x n", "n x m symmetric", "n posdef", {"shape": ["n"], "prop": []}, {"shape": ["n", "n"], "props": ["symetric"]}, {"shape": [0]}])
def test_what_is_neither_a_size_nor_a_property_is_refused(declared):
    """A misspelt property is no further size, a symmetric matrix is square, and no size is 0."""
    with pytest.raises(ShapeError) as caught:
        parse({"A": declared})
    assert caught.value.code == "TD205" and caught.value.hint


def test_family_in_text_and_mapping_agree():
    """`for i=1..N` is indexed_by with ranges."""
    a = parse({"x_i": "d for i=1..N, positive"})["x_i"]
    b = parse({"x_i": {"shape": ["d"], "indexed_by": ["i"], "ranges": {"i": "N"}, "props": ["positive"]}})["x_i"]
    assert a == b and a.base == "x" and a.place == "sub"


def test_a_symbol_declares_itself():
    """What is read with the symbols of a problem holds these very symbols, families and rows among them: equal formulas are equal expressions."""
    problem = td.derive(r"\frac{\partial}{\partial w}\sum_{i=1}^N (w^\top x_i - y_i)^2 + r w", {"w": "d", "x_i": "d for i=1..N", "y_i": "scalar for i=1..N", "r": "1 x d"}).problem
    value = interpret_value(read(r"\sum_{i=1}^N (w^\top x_i - y_i)^2 + r w"), problem.symbols)
    assert value.expr == problem.body and all(value.symbols[key] is s for key, s in problem.symbols.items())


def test_family_numbered_above():
    """x^{(i)} keeps where its index stands."""
    d = parse({"x^{(i)}": "d for i=1..N"})["x^{(i)}"]
    assert (d.base, d.place) == ("x", "sup")


def test_row_vectors_are_kept():
    """1 x n is a row."""
    assert parse({"g": "1 x n"})["g"].row


@pytest.mark.parametrize("value", ["a x b x c x d x e x f x g", 7, {"shape": list("abcdefg")}])
def test_bad_declarations_are_refused(value):
    """A declaration that cannot be read is an error with a hint."""
    with pytest.raises(ShapeError):
        parse({"X": value})


@pytest.mark.parametrize("key, name", [
    (r"\mathbf{x}", "x"), (r"{\bf x}", "x"), (r"\mathbf x", "x"), (r"\boldsymbol\phi_n", r"\phi_n"), (r"\mathbf{c}_0", "c_0"), (r"\sigma^{2}", r"\sigma^2"),
    (r"\hat{\mathbf{y}}", r"\hat{y}"), (r"\hat y", r"\hat{y}"), (r"L_{\text{data}}", "L_data"), (r"x^{(i)}", "x^(i)"), (r"a^*", "a^*"), (r"\Delta x", r"\Deltax"),
    ("β", r"\beta"), ("𝐱", "x"),
])
def test_names_are_free_of_styling(key, name):
    """Fonts and braces make no new name; accents, scripts and stars do."""
    assert canonical(key) == name


def test_tensors_are_families_of_scalars():
    """Three axes are numbered; the tensor is used by its components."""
    d = parse({"T": "m x n x p"})["T"]
    assert d.ranges == ("m", "n", "p") and d.shape == () and d.base == "T"


@pytest.mark.parametrize("said", ["complex", "n complex", r"\mathbb{C}^n", {"shape": ["n"], "props": ["hermitian"]}])
def test_complex_symbols_are_refused(said):
    """Everything is real: a complex symbol is no vector of length "complex"."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\frac{\partial}{\partial z} z^\top z", declare={"z": said})
    assert caught.value.code == "TD313"


def test_any_spelling_finds_a_symbol():
    """Shapes and arrays are found by x_{1} and \\vec{b} as by x_1 and \\vec b."""
    d = td.derive(r"\frac{\partial}{\partial a_{1}} a_{1}^2\, \vec b\cdot\vec b")
    assert d.shapes[r"\vec{b}"] == ("n",) and d.shapes.get("a_{1}") == () and "a_{2}" not in d.shapes
    assert d.evaluate({"a_{1}": 2.0, r"\vec{b}": [1.0, 1.0]}) == 8.0


def test_a_quad_ends_a_list_of_names():
    r"""with respect to X, \quad A \in S says nothing of X; A, B \in S does of A."""
    assert td.derive(r"\nabla_X \operatorname{tr}(AX) \text{ with respect to } X, \quad A \in \mathbb{R}^{n\times m}").shapes["X"] == ("m", "n")
    assert td.derive(r"A, B \in \mathbb{R}^{m\times n}, \nabla_A \operatorname{tr}(A^\top B)").shapes["A"] == ("m", "n")


@pytest.mark.parametrize("sizes, expected", [
    ({"X": "m x n", "c": {"shape": ["p*m"]}}, r"2((A \otimes X)b - c)^\top(A \otimes X)"),
    ({"X": "m x n", "c": {"shape": ["m * p"]}, "b": {"shape": ["n*q"]}}, r"2((A \otimes X)b - c)^\top(A \otimes X)"),
    ({"c": {"shape": ["m*p"]}, "b": {"shape": ["n*q"]}}, r"2((A \otimes X)b - c)^\top(A \otimes X)")])
def test_a_size_may_be_a_product(sizes, expected):
    """In either order of its factors; what is known of them tells the sizes of the other factor of a Kronecker product."""
    found = td.derive(r"\frac{\partial}{\partial b} \|(A \otimes X) b - c\|^2", declare={"A": "p x q", **sizes})
    assert (found.result.latex, found.shapes["X"], found.shapes["c"]) == (expected, ("m", "n"), ("m*p",))
