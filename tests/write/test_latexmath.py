"""The author's LaTeX comes out in text, Typst and MathML; nothing crashes."""
from __future__ import annotations

import random

import pytest

from texderive import write
from texderive.write.latexmath import read
from texderive.write.to_latex import to_latex
from texderive.write.to_mathml import to_mathml
from texderive.write.to_text import to_text
from texderive.write.to_typst import to_typst

CASES = [
    (r"\mathbf{x}", "x", "bold(upright(x))"),
    (r"\hat{y}", "y\u0302", "hat(y)"),
    (r"\boldsymbol\phi", "ϕ", "bold(ϕ)"),
    (r"L_{\text{data}}", "L_data", 'L_("data")'),
    (r"x^{(i)}", "x⁽ⁱ⁾", "x^(\\( i \\))"),
    (r"\frac12 x", "½ x", "frac(1, 2) x"),
    (r"\|X\beta-Y\|^2", "‖Xβ − Y‖²", "lr(size: #1em, ‖ X β − Y ‖)^(2)"),
    (r"||\mathbf{x}||_2", "‖x‖₂", "lr(size: #1em, ‖ bold(upright(x)) ‖)_(2)"),
    (r"\left\lVert x \right\rVert", "‖x‖", "lr(size: #1em, ‖ x ‖)"),
    (r"\sqrt[3]{x+1}", "∛(x + 1)", "root(3, x + 1)"),
    (r"\operatorname*{arg\,min}_\beta f(\beta)", "arg min_β f(β)", 'op("arg min", limits: #true)_(β) f \\( β \\)'),
    (r"\sum_{i=1}^{N} x_i^\top", "Σ_{i=1}^N x_iᵀ", "∑_(i = 1)^(N) x_(i)^(⊤)"),
    (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", "[a, b; c, d]", 'mat(delim: "[", a, b; c, d)'),
    (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{x if x > 0; 0 otherwise}", 'cases(x & x > 0, 0 & "otherwise")'),
    (r"f'(x)", "f′(x)", "f^(′) \\( x \\)"),
    (r"\frac{\partial^2 f}{\partial x\,\partial y}", "∂²f/(∂x ∂y)", "frac(∂^(2) f, ∂ x thin ∂ y)"),
    (r"X \in \mathbb{R}^{N\times d}", "X ∈ ℝ^(N×d)", "X ∈ bb(R)^(N × d)"),
    (r"{\bf a}^T {\bf x}", "aᵀx", "bold(upright(a))^(T) bold(upright(x))"),
    (r"\unknowncommand{x}", "unknowncommand x", '"unknowncommand" x'),
    (r"\norm{x}", "‖x‖", "lr(size: #1em, ‖ x ‖)"),
]


@pytest.mark.parametrize(("latex", "text", "typst"), CASES, ids=[c[0] for c in CASES])
def test_read_and_written(latex, text, typst):
    """Each piece of LaTeX has this text and this Typst."""
    assert write.text(latex) == text
    assert write.typst(latex) == typst


@pytest.mark.parametrize("latex", [c[0] for c in CASES])
def test_latex_of_the_boxes_reads_the_same(latex):
    """Boxes printed as LaTeX and read again are the same boxes, up to spacing."""
    box = read(latex)
    assert to_text(read(to_latex(box))) == to_text(box)


def test_mathml_of_a_derivative():
    """A golden MathML."""
    assert write.mathml(r"\frac{\partial r_i}{\partial \beta}") == (
        '<math><mfrac><mrow><mi mathvariant="normal">∂</mi><msub><mi>r</mi><mi>i</mi></msub></mrow>'
        '<mrow><mi mathvariant="normal">∂</mi><mi>β</mi></mrow></mfrac></math>')


def test_mathml_spaces_function_names():
    """log det X has its spaces, tr(X) none."""
    assert write.mathml(r"\log\det X").count("mspace") == 2
    assert "mspace" not in write.mathml(r"\operatorname{tr}(X)")


def test_mathml_escapes():
    """Relations and words cannot break out of the markup."""
    assert "<script>" not in write.mathml(r"a < b \text{<script>}")


def test_rubbish_never_crashes():
    """Any sequence of tokens is written somehow."""
    tokens = [r"\frac", "{", "}", "^", "_", r"\left(", r"\right", "x", "'", "|", r"\|", "[", "]", "&", r"\\", r"\begin{bmatrix}", r"\end{bmatrix}", r"\sqrt", "12", r"\text{a", "$", "#", "%", r"\mathbf", r"\bf"]
    rng = random.Random(0)
    for _ in range(300):
        box = read("".join(rng.choice(tokens) for _ in range(rng.randrange(12))))
        for writer in (to_latex, to_text, to_typst, to_mathml):
            assert isinstance(writer(box), str)


def test_deep_nesting_is_bounded():
    """A thousand brackets end at the depth limit, not in a RecursionError."""
    assert isinstance(write.text("{" * 1000 + "x" + "}" * 1000), str)
