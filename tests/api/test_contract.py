"""The Python contract: what a derivation offers, and what may be given to it."""
from __future__ import annotations

import gc
import json
import subprocess
import sys

import numpy as np
import pytest

import texderive as td

LEAST_SQUARES = r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2"
SHAPES = {"X": "N x d", r"\beta": "d", "Y": "N"}
_rng = np.random.default_rng(3)
ENV = {"X": _rng.normal(size=(5, 3)), r"\beta": _rng.normal(size=3), "Y": _rng.normal(size=5)}
GRADIENT = 2 * (ENV["X"] @ ENV[r"\beta"] - ENV["Y"]) @ ENV["X"]


@pytest.fixture(scope="module")
def least_squares() -> td.Derivation:
    return td.derive(LEAST_SQUARES, declare=SHAPES, layout="numerator", detail="normal")


# ---------------------------------------------------------------- what a derivation holds

def test_steps_are_a_tuple_of_equations(least_squares) -> None:
    """A step has a rule, a title, a reason, the equation as LaTeX and text, and is verified."""
    assert isinstance(least_squares.steps, tuple) and len(least_squares.steps) >= 5
    for step in least_squares.steps:
        assert step.verified is True
        assert all(isinstance(text, str) for text in (step.rule, step.title, step.reason, step.latex, step.text))
        assert step.rule and step.title and "=" in step.latex and "=" in step.text
        assert "\\" not in step.text


@pytest.mark.parametrize("latex", [LEAST_SQUARES, r"\nabla_x^2 \, e^{x^\top A x}", r"s_i = \sum_j W_{ij} x_j, \quad L = \sum_i \log s_i, \quad \frac{\partial L}{\partial x}"])
def test_a_derivation_is_freed_at_once(latex) -> None:
    """Nothing in it refers back to itself, so that no search for garbage is needed, which would take a tenth of the time of a derivation."""
    td.derive(latex)
    gc.collect()
    gc.disable()
    try:
        assert td.derive(latex).steps
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_steps_follow_the_level_of_detail(least_squares) -> None:
    """`detail` decides which steps there are and what to_latex() shows when nothing else is said."""
    brief = td.derive(LEAST_SQUARES, declare=SHAPES, layout="numerator", detail="brief")
    assert len(brief.steps) < len(least_squares.steps)
    assert brief.to_latex() == least_squares.to_latex("brief") != least_squares.to_latex()


@pytest.mark.parametrize("wrong", [{"detail": "long"}, {"method": "guess"}, {"layout": "rows"}, {"declare": "x: n"}, {"declare": {"x": "n x"}}, {"declare": {"x": "x n"}}])
def test_unknown_choices_are_refused(wrong) -> None:
    """A misspelt option or a declaration that is none is an error with a hint, never ignored."""
    with pytest.raises(td.TexDeriveError) as error:
        td.derive(r"\nabla_x x^\top x", **wrong)
    assert error.value.code in ("TD328", "TD205") and error.value.hint


def test_result_has_its_fields(least_squares) -> None:
    """The result says what it is in matrices and in components, and which shape it has."""
    result = least_squares.result
    assert result.latex == r"2(X\beta - Y)^\top X"
    assert result.kind == "matrix"
    assert result.shape == (1, "d")
    assert r"\sum" in result.index_latex and "X_{ik}" in result.index_latex
    np.testing.assert_allclose(result.evaluate(ENV), GRADIENT)


def test_result_without_matrix_form_is_of_kind_index() -> None:
    """Three axes have no matrix form: kind index, one size per axis."""
    d = td.derive(r"\frac{\partial}{\partial W}(Wx)", declare={"W": "m x n", "x": "n"})
    assert d.result.kind == "index"
    assert d.result.shape == ("m", "m", "n")


def test_declared_shapes_are_kept(least_squares) -> None:
    """Shapes by symbol as written, without axes of size 1."""
    assert least_squares.shapes == {"X": ("N", "d"), r"\beta": ("d",), "Y": ("N",)}
    assert least_squares.assumptions == ()


def test_inferred_shapes_are_reported() -> None:
    """With nothing declared X is a matrix, β and Y are vectors, and that is said in a sentence."""
    d = td.derive(LEAST_SQUARES)
    rows, columns = d.shapes["X"]
    assert rows != columns
    assert d.shapes[r"\beta"] == (columns,) and d.shapes["Y"] == (rows,)
    assert d.assumptions and all(isinstance(sentence, str) for sentence in d.assumptions)
    assert any("X" in sentence and "inferred" in sentence for sentence in d.assumptions)


def test_scalars_have_no_axes() -> None:
    """The shape of a scalar is ()."""
    assert td.derive(r"\frac{d}{dx} a x^2").shapes == {"x": (), "a": ()}


def test_verification_tells_its_figures(least_squares) -> None:
    """ok, the largest relative error, and how many points."""
    verification = least_squares.verification
    assert verification.ok is True
    assert 0 <= verification.max_error < 1e-9
    assert verification.points >= 3


def test_derivative_has_no_solution(least_squares) -> None:
    """Only a stationary point is a solution."""
    assert least_squares.solution is None


def test_arg_min_has_a_solution() -> None:
    """arg min goes on to the stationary point, a result of its own."""
    d = td.derive(r"\operatorname*{arg\,min}_{\beta}\|X\beta-Y\|^2", declare=SHAPES)
    assert d.solution.latex == r"(X^\top X)^{-1}X^\top Y"
    np.testing.assert_allclose(np.ravel(td.evaluate(d.solution.latex, declare=SHAPES, env=ENV)),
                               np.linalg.lstsq(ENV["X"], ENV["Y"], rcond=None)[0])
    assert any("invertible" in sentence for sentence in d.assumptions)


def test_arg_min_without_closed_form_says_so() -> None:
    """No solution, and the reason among the assumptions."""
    d = td.derive(r"\arg\min_w \sum_{i=1}^N \log(1+e^{-y_i w^\top x_i})", declare={"w": "d", "x_i": "d for i=1..N", "y_i": "scalar for i=1..N"})
    assert d.solution is None
    assert any("closed form" in sentence for sentence in d.assumptions)


# ---------------------------------------------------------------- evaluation

AXES = [
    (r"\frac{\partial}{\partial v} Av", {"A": "m x n", "v": "n"}, lambda e: e["A"]),
    (r"\frac{\partial}{\partial X}\operatorname{tr}(A^\top X)", {"A": "m x n", "X": "m x n"}, lambda e: e["A"]),
    (r"\frac{\partial}{\partial W}(Wv)", {"W": "m x n", "v": "n"}, lambda e: np.einsum("ik,l->ikl", np.eye(4), e["v"])),
    (r"\nabla^2_x\, x^\top B x", {"B": "n x n", "x": "n"}, lambda e: e["B"] + e["B"].T),
    (r"\frac{\partial}{\partial x}(A v t)", {"A": "m x n", "v": "n", "t": "scalar", "x": "n"}, lambda e: np.zeros((4, 3))),
    (r"\frac{\partial}{\partial t}(t A)", {"A": "m x n", "t": "scalar"}, lambda e: e["A"]),
    (r"\frac{\partial}{\partial x_k} \sum_j A_{ij} x_j", {"A": "m x n", "x": "n"}, lambda e: e["A"]),
    (r"\frac{\partial}{\partial x_i}\, x_i^2", {"x": "n"}, lambda e: 2 * e["x"]),
    (r"\frac{\partial}{\partial w}(w^\top x_n)", {"w": "n", "x_n": "n for n=1..N"}, lambda e: e["x_n"]),
    (r"\frac{d}{dt} t^3", {"t": "scalar"}, lambda e: 3 * e["t"] ** 2),
]
VALUES = {"A": _rng.normal(size=(4, 3)), "B": _rng.normal(size=(3, 3)), "W": _rng.normal(size=(4, 3)), "X": _rng.normal(size=(4, 3)), "v": _rng.normal(size=3),
          "x": _rng.normal(size=3), "w": _rng.normal(size=3), "t": 0.7, "x_n": _rng.normal(size=(6, 3))}


@pytest.mark.parametrize("latex, declare, expected", AXES, ids=[row[0] for row in AXES])
@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_axes_of_evaluate(latex, declare, expected, layout) -> None:
    """Free indices of what is differentiated, then those of the variable, each once; whatever the layout."""
    env = {key: VALUES[key] for key in declare}
    value = td.derive(latex, declare=declare, layout=layout).evaluate(env)
    np.testing.assert_allclose(value, expected(env), atol=1e-12)


@pytest.mark.parametrize("layout, latex, shape", [("numerator", r"2(X\beta - Y)^\top X", (1, "d")), ("denominator", r"2X^\top(X\beta - Y)", ("d", 1))])
def test_layouts(layout, latex, shape) -> None:
    """The gradient is a row in numerator layout, a column in denominator layout."""
    d = td.derive(LEAST_SQUARES, declare=SHAPES, layout=layout)
    assert (d.layout, d.result.latex, d.result.shape) == (layout, latex, shape)


OWN_OUTPUT = [
    (LEAST_SQUARES, SHAPES),
    (r"\frac{\partial}{\partial x}\tanh(Wx+b)", {"W": "m x n", "x": "n", "b": "m"}),
    (r"\nabla_z \log\sum_i e^{z_i}", {"z": "n"}),
    (r"h = \tanh(Wx), \quad J = h^\top h, \quad \frac{\partial J}{\partial x}", {"W": "m x n", "x": "n"}),
    (r"\frac{\partial}{\partial M}\log\det M", {"M": "n x n"}),
]
_ROOM = {"W": _rng.normal(size=(4, 3)), "x": _rng.normal(size=3), "b": _rng.normal(size=4), "z": _rng.normal(size=3), "M": np.eye(3) + 0.1 * _rng.normal(size=(3, 3))} | ENV


@pytest.mark.parametrize("latex, declare", OWN_OUTPUT, ids=[row[0] for row in OWN_OUTPUT])
def test_own_output_can_be_evaluated(latex, declare) -> None:
    """td.evaluate reads result.latex, definitions behind it included, and gets the value of the derivation."""
    d = td.derive(latex, declare=declare)
    env = {key: _ROOM[key] for key in declare}
    np.testing.assert_allclose(np.squeeze(td.evaluate(d.result.latex, declare=declare, env=env)), np.squeeze(d.evaluate(env)), atol=1e-12)


def test_arrays_decide_ranks() -> None:
    """Where letters alone would be numbers, the arrays that are given say that they are vectors; an array of a wrong size stays an error."""
    b = ENV[r"\beta"]
    assert np.allclose(td.evaluate(r"2(X\beta - Y)^\top X", env=ENV), GRADIENT)
    assert np.allclose(td.evaluate("2x", env={"x": b}), 2 * b)
    with pytest.raises(td.ShapeError):
        td.evaluate(r"2(X\beta - Y)^\top X", env={**ENV, r"\beta": ENV["Y"]})


def test_entries_may_be_named_in_env() -> None:
    """The array of the entries x_n may be given under that name, where nothing was declared."""
    d = td.derive(r"\frac{d}{db}\sum_{n=1}^{N}(w x_n + b - t_n)^2")
    x, t = ENV["Y"], ENV["Y"] ** 2
    assert np.allclose(d.evaluate({"w": 2.0, "b": 1.0, "x_n": x, "t_n": t}), np.sum(2 * (2 * x + 1 - t)))


def test_evaluate_reads_any_formula() -> None:
    """A formula that asks for nothing has a value."""
    env = {"A": np.arange(6.0).reshape(2, 3), "v": np.ones(3)}
    np.testing.assert_allclose(np.ravel(td.evaluate(r"A v", declare={"A": "m x n", "v": "n"}, env=env)), [3, 12])


@pytest.mark.parametrize("change, code", [({"X": None}, "TD2"), ({"Y": np.ones(4)}, "TD2"), ({"X": np.ones((5, 3, 2))}, "TD2"), ({"X": "text"}, "TD2")],
                         ids=["missing", "wrong size", "too many axes", "not numbers"])
def test_values_that_do_not_fit_are_named(least_squares, change, code) -> None:
    """An array that is missing or does not fit is an error with a code, never another exception."""
    env = {key: value for key, value in (ENV | change).items() if value is not None}
    with pytest.raises(td.TexDeriveError) as caught:
        least_squares.evaluate(env)
    assert caught.value.code.startswith(code) and caught.value.message


def test_components_gives_index_notation() -> None:
    """Index notation only, as LaTeX."""
    assert td.components(r"v^\top A v", declare={"A": "n x n", "v": "n"}) .replace(" ", "") == r"\sum_{i,j}v_iA_{ij}v_j"


# ---------------------------------------------------------------- declarations

FORMS = [
    {"X": "N x d", r"\beta": "d", "Y": "N"},
    {"X": r"\mathbb{R}^{N \times d}", r"\beta": r"\mathbb{R}^d", "Y": r"\mathbb{R}^N"},
    {"X": ("N", "d"), r"\beta": ("d",), "Y": ["N"]},
    {"X": {"shape": ["N", "d"]}, r"\beta": {"shape": ["d"], "props": []}, "Y": {"shape": ["N"]}},
    {"X": "N×d", r"\beta": "vector d", "Y": "N x 1"},
]


@pytest.mark.parametrize("declare", FORMS, ids=["text", "LaTeX", "tuple", "mapping", "words"])
def test_forms_of_a_declaration(declare) -> None:
    """One shape, said in many ways."""
    d = td.derive(LEAST_SQUARES, declare=declare)
    assert d.shapes == {"X": ("N", "d"), r"\beta": ("d",), "Y": ("N",)}
    assert d.assumptions == ()


@pytest.mark.parametrize("declared", ["n x n symmetric", {"shape": ["n", "n"], "props": ["symmetric"]}], ids=["text", "mapping"])
def test_declared_property_is_used(declared) -> None:
    """A = Aᵀ simplifies the gradient of a quadratic form."""
    assert td.derive(r"\frac{\partial}{\partial x} x^\top A x", declare={"x": "n", "A": declared}).result.latex == r"2x^\top A"


FAMILIES = ["d for i=1..N", {"shape": ["d"], "indexed_by": ["i"], "ranges": {"i": "N"}}]


@pytest.mark.parametrize("declared", FAMILIES, ids=["text", "mapping"])
def test_family_is_stacked_along_its_leading_axis(declared) -> None:
    """x_i for i = 1..N is given to evaluate as an N x d array under the key as declared."""
    d = td.derive(r"\frac{\partial}{\partial w}\sum_{i=1}^N (w^\top x_i)^2", declare={"w": "d", "x_i": declared})
    xs, w = _rng.normal(size=(5, 3)), _rng.normal(size=3)
    np.testing.assert_allclose(d.evaluate({"x_i": xs, "w": w}), 2 * xs.T @ xs @ w)
    assert r"\sum" in d.result.latex


@pytest.mark.parametrize("declare", [{"x": 3}, {"x": "n ? m"}, {3: "n"}, {"x": {"shape": ["-1"]}}],
                         ids=["a number", "a mark", "a number as symbol", "negative"])
def test_bad_declarations_are_refused(declare) -> None:
    """A declaration that cannot be read is an error of its own code."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\frac{\partial}{\partial x} x^\top x", declare=declare)
    assert caught.value.code == "TD205" and caught.value.line is not None


# ---------------------------------------------------------------- presentation

def test_to_dict_is_plain_data(least_squares) -> None:
    """Goes through JSON unchanged and holds what the object holds."""
    data = least_squares.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert [step["latex"] for step in data["steps"]] == [step.latex for step in least_squares.steps]
    assert data["result"]["latex"] == least_squares.result.latex
    assert data["verification"]["ok"] is True


def test_notebook_shows_the_equation(least_squares) -> None:
    """_repr_latex_ is one mathematics environment with question and answer."""
    shown = least_squares._repr_latex_()
    assert shown.startswith("$") and shown.endswith("$") and least_squares.result.latex in shown and r"\|X\beta-Y\|^2" in shown.replace(" ", "")


@pytest.mark.parametrize("method", ["to_latex", "to_markdown", "to_html", "to_text"])
@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_every_format_in_every_detail(least_squares, method, detail) -> None:
    """All formats render, and more detail is never shorter."""
    text = getattr(least_squares, method)(detail=detail)
    assert len(text) > 200 and "None" not in text


@pytest.mark.parametrize("method", ["to_latex", "to_text"])
def test_more_detail_is_more_lines(least_squares, method) -> None:
    """brief is shorter than normal, full not shorter than normal."""
    brief, normal, full = (len(getattr(least_squares, method)(detail=detail).splitlines()) for detail in ("brief", "normal", "full"))
    assert brief < normal <= full


def test_to_numpy_is_a_function(least_squares) -> None:
    """The generated source runs and agrees with evaluate."""
    space: dict = {}
    exec(least_squares.to_numpy(name="gradient"), space)
    np.testing.assert_allclose(np.squeeze(space["gradient"](*(ENV[key] for key in least_squares.shapes))), GRADIENT)


def test_errors_are_data() -> None:
    """An error has code, place, length, message and hint, and prints as a diagnostic with a caret."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive("\\frac{\\partial}{\\partial x}\n(A + x)", declare={"A": "m x n", "x": "n"})
    error = caught.value
    assert error.code.startswith("TD2") and error.line == 2 and 1 <= error.column <= 7 and error.length >= 1 and error.message and error.hint
    assert f"error[{error.code}]" in error.report() and "^" in error.report()


def test_deriving_loads_no_heavy_library() -> None:
    """Importing texderive loads neither NumPy nor SymPy, Jinja or Typst; deriving a textbook problem loads no SymPy."""
    code = ("import sys, texderive as td; heavy = {'numpy', 'sympy', 'jinja2', 'typst', 'pylatexenc'} & set(sys.modules); assert not heavy, heavy;"
            r"td.derive(r'\frac{\partial}{\partial x} x^\top A x'); assert 'sympy' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_entries_numbered_from_zero_are_not_evaluated() -> None:
    """Arrays are numbered from 1: which entry is w_0 is not guessed, in a formula or in a result."""
    with pytest.raises(td.TexDeriveError) as error:
        td.evaluate(r"\sum_{i=0}^{n-1} z_i", env={"z": [1.0, 2.0, 4.0]})
    assert error.value.code == "TD217"
    with pytest.raises(td.TexDeriveError):
        td.derive(r"\frac{\partial}{\partial x}\sum_{j=0}^{M} w_j x^j").evaluate({"w": [1.0, 2.0], "x": 2.0})
    assert td.evaluate(r"\sum_{j=0}^{3} x^j", env={"x": 2.0}) == 15.0
