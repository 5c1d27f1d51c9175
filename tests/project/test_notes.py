"""The problems of the course notes the project comes from, as golden derivations: their lines can be laid beside the notes' own.

After a wanted change of the output, `UPDATE_GOLDEN=1 pytest tests/project/test_notes.py` writes the files anew; read the difference.
"""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import texderive as td

GOLDEN = Path(__file__).with_name("notes")
REGRESSION = {"X": "N x d", r"\beta": "d", "Y": "N"}

# (name, the notes' equations, LaTeX, declarations, options)
DERIVED = (
    ("limit-of-x-squared", "(2)", r"f(x) = x^2, \quad \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}", {}, {}),
    ("power", "section 3", r"\frac{d}{dx} x^n", {"n": "scalar, constant"}, {}),
    ("logarithm", "section 3", r"\frac{d}{dx} \ln(x)", {}, {}),
    ("exponential", "section 3", r"\frac{d}{dx} e^{-x}", {}, {}),
    ("constant", "section 3", r"\frac{d}{dx} 3", {}, {}),
    ("product-rule", "(3)", r"\frac{d}{dx} \left[ x^2 \ln(x) \right]", {}, {}),
    ("chain-rule", "(4)", r"f(x) = e^{\sin(x)}, \quad \frac{df}{dx}", {}, {}),
    ("matrix-times-vector", "(7)-(15)", r"\frac{\partial}{\partial \mathbf{v}} \mathbf{A}\mathbf{v}", {r"\mathbf{A}": "m x n", r"\mathbf{v}": "n"}, {}),
    ("delta-1", "section 4.3", r"\sum_i \delta_{ik} A_{ij}", {}, {}),
    ("delta-2", "section 4.3", r"\sum_i \sum_j A_{ij} \delta_{lm} B_{il}", {}, {}),
    ("delta-3", "section 4.3", r"\frac{\partial}{\partial x_2} \alpha x_j", {"x": "10"}, {}),
    ("relu-layer", "(18)-(26)", r"\frac{\partial}{\partial \mathbf{W}} \operatorname{ReLU}(\mathbf{W}\mathbf{x} + \mathbf{b})", {}, {}),
    ("quadratic-form", "(30)-(32)", r"\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T \mathbf{A} \mathbf{x}", {}, {}),
    ("symmetric-quadratic-form", "(33)", r"\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T \mathbf{A} \mathbf{x}", {r"\mathbf{A}": "n x n symmetric"}, {}),
    ("bilinear-form", "(34)-(37)", r"\frac{\partial}{\partial x} \mu^T \mathbf{A} x", {r"\mu": "m", r"\mathbf{A}": "m x n", "x": "n"}, {}),
    ("linear-regression", "DESIGN.md section 5", r"\frac{\partial}{\partial \beta} \|X\beta - Y\|^2", {}, {}),
    ("linear-regression-expanded", "(28)-(38)", r"\frac{\partial}{\partial \beta} \|X\beta - Y\|^2", REGRESSION, {"method": "expand"}),
    ("normal-equations", "(27), (39)-(41)", r"\operatorname*{arg\,min}_{\beta} \|X\beta - Y\|^2", REGRESSION, {}),
)
COMPONENTS = (
    ("inner-product", r"\mathbf{v}^T \mathbf{v}", {r"\mathbf{v}": "n"}),
    ("matrix-vector", r"\mathbf{A} \mathbf{v}", {r"\mathbf{v}": "n", r"\mathbf{A}": "m x n"}),
    ("vector-matrix", r"\mathbf{v}^T \mathbf{A}", {r"\mathbf{v}": "n", r"\mathbf{A}": "n x m"}),
    ("matrix-matrix", r"\mathbf{A} \mathbf{B}", {r"\mathbf{A}": "m x n", r"\mathbf{B}": "n x p"}),
    ("quadratic", r"\mathbf{v}^T \mathbf{A} \mathbf{v}", {r"\mathbf{v}": "n", r"\mathbf{A}": "n x n"}),
    ("vector-transposed-matrix", r"\mathbf{v}^T \mathbf{A}^T", {r"\mathbf{v}": "n", r"\mathbf{A}": "m x n"}),
)


def agrees_with_golden(name: str, text: str) -> None:
    """Rounding errors differ between machines, so the figure at the end is left out."""
    text = re.sub(r"(random points?) \(.*\)", r"\1", text)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name, equations, latex, declare, options", DERIVED, ids=[row[0] for row in DERIVED])
def test_derivation_of_the_notes(name, equations, latex, declare, options):
    """Every line of the derivation is verified, and it reads as before."""
    d = td.derive(latex, declare=declare, **options)
    assert d.verification.ok and all(step.verified for step in d.steps)
    agrees_with_golden(name, f"{equations}\n\n{d.to_text()}\n")


def test_componentwise_forms_of_the_notes():
    """The five forms of section 4.1, and the pair (5), (6) whose components are the same."""
    written = {name: td.components(latex, declare=declare) for name, latex, declare in COMPONENTS}
    agrees_with_golden("components", "".join(f"{name}: {written[name]}\n" for name in written))
