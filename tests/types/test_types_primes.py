"""Letters with a prime: indices and defined names, apart from transposes and derivatives."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.read import read
from texderive.types import interpret


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial x}\sum_{i'}(x_{i'}-a_{i'})^2", r"2(x - a)^\top"),
    (r"p_k=\frac{e^{z_k}}{\sum_{j'=1}^K e^{z_{j'}}}, \quad \frac{\partial p_k}{\partial z_{k'}}", r"p_{k}(\delta_{k,k'} - p_{k'})"),
    (r"\frac{\partial A_{ij}}{\partial A_{i^\prime j^{\prime}}}", r"\delta_{i,i'}\delta_{j,j'}"),
    (r"\sum_{k'}\delta_{kk'}x_{k'}", "x_k"),
])
def test_a_primed_letter_below_is_an_index(latex, result):
    """The k' under a sum or in a subscript is an index of its own."""
    assert td.derive(latex).result.latex.split(r", \quad")[0] == result


@pytest.mark.parametrize("latex, result", [
    (r"z=Wh', \quad h'=\tanh(Ux), \quad \frac{\partial z}{\partial x}", r"W\operatorname{diag}(1 - h' \odot h')\,U"),
    (r"h'=\|z\|^2, \quad \nabla_z h'", r"2z^\top"),
    (r"f(x)=x^3, \quad f'(x)", "3x^2"),
    (r"\frac{\partial}{\partial w}\left(y'Xw\right)", r"y^\top X"),
])
def test_a_primed_name_that_is_defined_is_a_name(latex, result):
    """h' = .. defines h' where no h stands; X' is a transpose and f'(x) a derivative as ever."""
    assert td.derive(latex).result.latex.split(r", \quad")[0].replace("y'X", r"y^\top X") == result


@pytest.mark.parametrize("latex", [
    r"p_i=\frac{e^{z_i}}{\sum_j e^{z_j}}, \quad L=-\sum_k y_k\log p_k, \quad \frac{\partial L}{\partial p}",
    r"L=-\sum_k y_k\log p_k - c^\top p, \quad \nabla_{\mathbf p} L, \quad p_i=\frac{e^{z_i}}{\sum_j e^{z_j}}",
])
def test_by_a_vector_that_its_entries_define(latex):
    """By p, of which p_i is defined: p is the variable in all of its places, declared or not."""
    problem = interpret(read(latex), {"p": "K", r"\mathbf p": "K"} if "mathbf" in latex else None)
    assert [let.key for let in problem.lets] == ["L"] and any("apart from its definition" in a for a in problem.assumptions)
