"""What prose declares, one phrase a line: text, symbol, shape, properties."""
from __future__ import annotations

import pytest

from texderive.prose import declarations, layout
from texderive.prose.expansion import collect, expand
from texderive.prose.sets import read_fragment
from texderive.prose.symbols import read_symbol

MACROS = collect(r"\newcommand{\R}{\mathbb{R}}\newcommand{\Rn}[1]{\mathbb{R}^{#1}}\def\x{\mathbf{x}}")

PHRASES = [
    (r"Let $A\in\mathbb{R}^{m\times n}$.", "A", ["m", "n"], []),
    (r"for all $u,v\in\R^n$", "v", ["n"], []),
    (r"Let $M$ be a $p\times q$ matrix", "M", ["p", "q"], []),
    (r"a symmetric $n\times n$ matrix $S$", "S", ["n", "n"], ["symmetric"]),
    (r"Let $c$ be an $n$-dimensional vector", "c", ["n"], []),
    (r"$X$ is $N\times d$ and $w$ is $d$-dimensional", "w", ["d"], []),
    (r"$P\in\mathbb{S}^n_{++}$", "P", ["n", "n"], ["symmetric", "posdef"]),
    (r"labels $t\in\{0,1\}^N$", "t", ["N"], ["binary"]),
    (r"write $\mathbf 1$ for the vector of $N$ ones", r"\mathbf 1", ["N"], ["ones"]),
    (r"a one-hot vector $y$ with $K$ entries", "y", ["K"], ["onehot"]),
    (r"$K$ is a positive definite $N\times N$ kernel matrix", "K", ["N", "N"], ["posdef"]),
    (r"where $D\in\R^{n\times n}$ is diagonal and invertible", "D", ["n", "n"], ["diagonal", "invertible"]),
    (r"Let $\x\in\Rn{n}$", r"\mathbf{x}", ["n"], []),
    (r"Soit $A\in\R^{n\times n}$ une matrice symétrique définie positive", "A", ["n", "n"], ["symmetric", "posdef"]),
    (r"Sei $B$ eine symmetrische Matrix der Größe $n\times n$", "B", ["n", "n"], ["symmetric"]),
    (r"设 $C$ 为 $n\times n$ 对称矩阵", "C", ["n", "n"], ["symmetric"]),
    (r"设 $v$ 为 $n$ 维向量", "v", ["n"], []),
    (r"$X$, $y$ are $N\times d$, $N\times 1$", "y", ["N"], []),
    (r"where $A=A^T\in\R^{n\times n}$", "A", ["n", "n"], ["symmetric"]),
    (r"$0\prec A=A^\top\in\R^{n\times n}$", "A", ["n", "n"], ["symmetric", "posdef"]),
    (r"$K=-K^\top\in\R^{n\times n}$", "K", ["n", "n"], ["skew"]),
    (r"data $\{(x_i,y_i)\}_{i=1}^n\subset\R^d\times\{-1,1\}$", "x_i", ["d"], []),
    (r"$(x_n,t_n)\in\R^D\times\R$", "t_n", [], []),
    (r"for $(x,y)\in\R^2$", "y", [], []),
    (r"$0<\rho\in\R$", r"\rho", [], ["positive"]),
]


@pytest.mark.parametrize(("text", "symbol", "shape", "props"), PHRASES, ids=[p[0] for p in PHRASES])
def test_a_phrase_declares_shape_and_properties(text, symbol, shape, props):
    """The phrase gives its symbol this shape and exactly these properties."""
    entry = declarations(text, MACROS).declare[symbol]
    assert (entry["shape"], sorted(entry["props"])) == (shape, sorted(props))


def test_only_matrices_are_symmetric():
    """Of a list of small and capital letters a property of matrices belongs to the capital ones."""
    assert declarations(r"over $b$, $\Omega$ symmetric").facts["b"].props == [] and declarations(r"$A$, $B$ symmetric").facts["A"].props == ["symmetric"]


@pytest.mark.parametrize("text, props", [("$0<p<1$", ["unit"]), ("$0<p$", ["positive"]), (r"$p>0$", ["positive"])])
def test_bounds_of_letters_are_properties(text, props):
    """Also where a letter follows the sign at once."""
    assert declarations(text).facts["p"].props == props


def test_a_family_has_its_index_and_range():
    """x^{(i)} with i = 1..m is a family of vectors."""
    declared = declarations(r"pairs $(x^{(i)},y^{(i)})$, $i=1,\dots,m$, with $x^{(i)}\in\R^d$ and $y^{(i)}\in\R$", MACROS).declare
    assert declared["x^{(i)}"] == {"shape": ["d"], "indexed_by": ["i"], "ranges": {"i": "m"}, "props": []}
    assert declared["y^{(i)}"]["shape"] == []


def test_a_digit_or_capital_subscript_is_a_name():
    """W_1 and S_B are no families."""
    declared = declarations(r"$W_1\in\R^{h\times d}$, $S_B\in\R^{d\times d}$", MACROS).declare
    assert "indexed_by" not in declared["W_1"] and "indexed_by" not in declared["S_B"]


@pytest.mark.parametrize("text", [
    r"$A\in\R^{n\times n}$. Why does the answer simplify if $A=A^\top$?",
    r"Let $A\in\R^{n\times n}$, not necessarily symmetric.",
    r"$A\in\R^{n\times n}$. What happens if $A$ is symmetric?",
])
def test_a_condition_declares_nothing(text):
    """Only what is stated counts, not what a question supposes."""
    assert declarations(text, MACROS).declare["A"]["props"] == []


def test_a_singular_verb_speaks_of_the_last_symbol():
    """'A, x and W is symmetric' makes only W symmetric."""
    declared = declarations(r"where $A\in\R^{n\times n}$, $x\in\R^n$ and $W\in\R^{n\times n}$ is symmetric", MACROS).declare
    assert declared["A"]["props"] == [] and declared["W"]["props"] == ["symmetric"]


def test_a_singular_article_speaks_of_one_symbol():
    """ "A symmetric matrix C and A": A is not symmetric; "symmetric matrices C and A": both are."""
    one = declarations(r"Let a symmetric $m\times m$ matrix $C$ and $A\in\mathbb{R}^{n\times n}$ be given.").declare
    assert one["C"]["props"] == ["symmetric"] and one["A"]["props"] == []
    assert declarations(r"Let $m\times m$ symmetric matrices $C$ and $A$ be given.").declare["A"]["props"] == ["symmetric"]


COVARIANCES = {
    r"Let $x\sim\mathcal{N}(\mu,\Sigma)$.": ["symmetric", "posdef"],
    r"Let $p(x)=\frac{1}{(2\pi)^{d/2}|\Sigma|^{1/2}}\exp\left(-\frac12(x-\mu)^\top\Sigma^{-1}(x-\mu)\right)$.": ["symmetric", "posdef"],
    r"Let $x$ have mean $\mu$ and covariance $\Sigma$.": ["symmetric"],
    r"Here $\Sigma$ is the sample covariance matrix.": ["symmetric"],
    r"Soit $\Sigma$ la matrice de covariance de $x$.": ["symmetric"],
    r"Let $\Sigma$ be the cross-covariance matrix of $x$ and $y$.": [],
    r"Let $f(\Sigma)=\operatorname{tr}(\Sigma^{-1}A)$ with a matrix $\Sigma$.": [],
}


@pytest.mark.parametrize("text", COVARIANCES)
def test_a_covariance_is_symmetric(text):
    """Said in words, as the parameter of a normal law, or by a density that is written out."""
    assert declarations(text).facts[r"\Sigma"].props == COVARIANCES[text]


def test_a_number_is_no_matrix():
    r"""A covariance \sigma_{xy} and a variance \sigma^2 are numbers."""
    assert declarations(r"The covariance $\sigma_{xy}$ of $x\sim\mathcal{N}(\mu,\sigma^2)$ is known.").declare == {}


def test_a_name_said_again_begins_anew():
    """In "D, A in a set, D diagonal" the adjective speaks of D alone."""
    found = declarations(r"Let $D, A \in \mathbb{R}^{n\times n}$, $D$ diagonal.").declare
    assert found["D"]["props"] == ["diagonal"] and found["A"]["props"] == []


def test_both_speaks_of_the_two_before():
    """'both d x d' gives two symbols their shape."""
    declared = declarations(r"Let $S_B$ be symmetric and $S_W$ positive definite, both $d\times d$", MACROS).declare
    assert declared["S_B"] == {"shape": ["d", "d"], "props": ["symmetric"]} and declared["S_W"]["props"] == ["posdef"]


def test_mathematics_states_properties():
    """W = W^T is symmetric, lambda > 0 positive, Q^T Q = I orthogonal."""
    facts = declarations(r"$W=W^\top$, $\lambda>0$ and $Q^\top Q=I$").facts
    assert facts["W"].props == ["symmetric"] and facts[r"\lambda"].props == ["positive"] and facts["Q"].props == ["orthogonal"]


def test_a_scalar_function_is_no_scalar():
    """'scalar function f' does not declare the symbol f."""
    assert "f" not in declarations(r"Let $f$ be a scalar function.").declare


@pytest.mark.parametrize(("text", "stated"), [
    ("We use the denominator layout throughout.", "denominator"), ("the derivative of a scalar with respect to a column vector is a row vector.", "numerator"),
    ("The derivative of each row is a row of the Jacobian; the derivative of a scalar by a vector is a column.", "denominator"), ("Derivatives by hand: vectors are columns.", None), ("Numerator layout everywhere: rows.", "numerator"),
    ("In this course gradients are column vectors.", "denominator"), ("Vectors are columns.", None)])
def test_the_layout_is_read(text, stated):
    """The prose may state how gradients are written; that vectors are columns says nothing of it."""
    assert layout(text) == stated


def test_macros_expand_within_bounds():
    """Arguments, defaults and nesting expand; a recursive macro stops."""
    macros = collect(r"\newcommand{\pd}[2][y]{\frac{\partial #1}{\partial #2}}\newcommand{\loop}{\loop\loop}")
    assert expand(r"\pd[f]{x}", macros) == r"\frac{\partial f}{\partial x}"
    assert expand(r"\pd{x}", macros) == r"\frac{\partial y}{\partial x}"
    assert len(expand(r"\loop", macros)) < 300_000


def test_the_type_of_a_function_is_a_declaration():
    """A function from one space to another is declared with the shape of its values."""
    (name, fact), = read_fragment(r"\phi:\mathbb{R}^d\to\mathbb{R}^m").facts
    assert (name, fact.shape, fact.props) == (r"\phi", ("m",), ["function"])


@pytest.mark.parametrize("text, props", [
    (r"$D, M \in \mathbb{R}^{n\times n}$, $D$ diagonal", {"D": ["diagonal"], "M": []}),
    (r"Let $M, P\in\mathbb{R}^{n\times n}$, $P$ invertible, $M$ symmetric.", {"M": ["symmetric"], "P": ["invertible"]}),
    (r"Sea $M \in \mathbb{R}^{n\times n}$ una matriz simétrica y sea $v$ un vector de tamaño $n$.", {"M": ["symmetric"], "v": []}),
    (r"Seja $M$ uma matriz simétrica $n\times n$.", {"M": ["symmetric"]}),
])
def test_a_letter_said_again(text, props):
    """An adjective behind one letter of a list, said again, is of that letter alone; articles of other languages are passed over."""
    assert {name: entry["props"] for name, entry in declarations(text).declare.items()} == props


def test_an_empty_exponent_is_none():
    r"""\mathbb{R}^{} says no more than \mathbb{R}."""
    assert declarations(r"Let $x\in\mathbb{R}^{}$.").declare == {"x": {"shape": [], "props": []}}


@pytest.mark.parametrize("text, name, many", [
    (r"Let $x_1,\dots,x_n\in\mathbb{R}^d$.", "x_i", "n"), (r"Let $\mathbf{x}_1, \mathbf{x}_2, \ldots, \mathbf{x}_N$ be vectors in $\mathbb{R}^d$.", r"\mathbf{x}_i", "N"),
    (r"data $x^{(1)},\dots,x^{(m)} \in \mathbb{R}^d$", "x^{(i)}", "m"), (r"centres $\mu_{1},\dots,\mu_{K}\in\mathbb{R}^d$", r"\mu_{i}", "K"),
])
def test_members_written_out_are_a_family(text, name, many):
    """x_1, ..., x_n are n vectors, numbered by an index."""
    assert declarations(text).declare == {name: {"shape": ["d"], "indexed_by": ["i"], "ranges": {"i": many}, "props": []}}


def test_a_condition_on_another_letter_takes_no_adjective():
    r"""In "for symmetric $S$, $x\neq0$" nothing is said of the shape of x."""
    assert declarations(r"for symmetric positive definite $S$, $x\neq 0$").facts["x"].props == ["nonzero"]


def test_braces_around_a_letter_are_few():
    """A letter in some braces is that letter; in very many it is none, so that hostile braces are not each searched for their end."""
    assert read_symbol("{{x}}_i + 1") == ("{{x}}_i", 7)
    assert read_symbol("{" * 30 + "x" + "}" * 30) is None
