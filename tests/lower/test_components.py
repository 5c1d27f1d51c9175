"""Matrix notation to components: one row per operator, the free index first, each sum over a letter of its own."""
from __future__ import annotations

import re

import numpy as np
import pytest

import texderive as td
from texderive.lower.laws import WHOLE
from texderive.verify import wholes

DECLARE = {"A": "m x n", "B": "n x p", "C": "n x n", "v": "n", "w": "n", "u": "m", "t": "scalar", "x_n": "d for n=1..N", "q": "d"}

FORMS = [
    # the five forms of the course notes, and the pair whose components are the same
    (r"v^\top v", r"\sum_i v_i v_i"),
    (r"A v", r"\sum_j A_{ij} v_j"),
    (r"u^\top A", r"\sum_j u_j A_{ji}"),
    (r"A B", r"\sum_k A_{ik} B_{kj}"),
    (r"v^\top C v", r"\sum_{i,j} v_i C_{ij} v_j"),
    (r"v^\top A^\top", r"\sum_j v_j A_{ij}"),
    # one operator each
    (r"v + w", r"v_i + w_i"),
    (r"t v", r"t v_i"),
    (r"A^\top", r"A_{ji}"),
    (r"v w^\top", r"v_i w_j"),
    (r"v \odot w", r"v_i w_i"),
    (r"\operatorname{tr}(C)", r"\sum_i C_{ii}"),
    (r"\operatorname{tr}(A C A^\top)", None),
    (r"\|v\|^2", r"\sum_i v_i^2"),
    (r"\|v\|", r"\sqrt{\sum_i v_i^2}"),
    (r"\|A\|_F^2", r"\sum_{i,j} A_{ij}^2"),
    (r"\|v\|_1", r"\sum_i |v_i|"),
    (r"\operatorname{diag}(v)", r"v_i \delta_{ij}"),
    (r"\operatorname{diag}(v) w", None),
    (r"I v", r"v_i"),
    (r"\tanh(v)", r"\tanh v_i"),
    (r"C^{-1} v", r"\sum_j (C^{-1})_{ij} v_j"),
    (r"\det C", r"\det(C)"),
    (r"\operatorname{softmax}(v)", r"\operatorname{softmax}(v)_i"),
    (r"C^3", r"\sum_{k,l} C_{ik} C_{kl} C_{lj}"),
    (r"\mathbf{1}^\top v", r"\sum_i v_i"),
    (r"\frac{v}{t}", r"\frac{v_i}{t}"),
    (r"\sum_n (q^\top x_n)^2", None),
    (r"q^\top x_n", None),
    (r"(A v)_k", r"\sum_i A_{ki} v_i"),
    (r"[C v]_i w_i", r"w_i \sum_j C_{ij} v_j"),
]
_rng = np.random.default_rng(8)
SIZES = {"m": 2, "n": 3, "p": 4, "d": 2, "N": 5}
ENV = {"A": _rng.normal(size=(2, 3)), "B": _rng.normal(size=(3, 4)), "C": _rng.normal(size=(3, 3)) + 3 * np.eye(3), "v": _rng.uniform(0.5, 1, 3),
       "w": _rng.normal(size=3), "u": _rng.normal(size=2), "t": 1.3, "x_n": _rng.normal(size=(5, 2)), "q": _rng.normal(size=2)}


@pytest.mark.parametrize("latex, expected", [row for row in FORMS if row[1]], ids=[row[0] for row in FORMS if row[1]])
def test_component_form(latex, expected) -> None:
    """The form a textbook would write."""
    assert bare(td.components(latex, declare=DECLARE)) == bare(expected)


def bare(latex: str) -> str:
    """Without blanks, and without braces around single letters."""
    return re.sub(r"_\{(\w)\}", r"_\1", latex).replace(" ", "")


@pytest.mark.parametrize("latex", [row[0] for row in FORMS])
def test_component_form_has_the_same_values(latex) -> None:
    """Read again as an index expression, the components are those of the matrix expression."""
    want = np.asarray(td.evaluate(latex, declare=DECLARE, env=ENV | SIZES))
    got = np.asarray(td.evaluate(td.components(latex, declare=DECLARE), declare=DECLARE, env=ENV | SIZES))
    np.testing.assert_allclose(np.sort(got.ravel()), np.sort(want.ravel()), rtol=1e-10)


def test_letters_of_symbols_are_no_indices() -> None:
    """Where a symbol is called i, another letter is used for the index."""
    assert "_i" not in td.components(r"i^\top v", declare={"i": "n", "v": "n"}).replace("i_", "")


def test_what_stands_as_a_whole_has_a_value():
    """The judge evaluates every kind of node that a product standing as a whole may hold, and no other."""
    assert WHOLE == wholes.OPS
