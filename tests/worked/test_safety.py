"""Beyond the rules: a slip in reading back, in writing or in solving is caught as well, and constraints are never forgotten."""
from __future__ import annotations

from dataclasses import replace

import pytest

import texderive as td
from texderive import index
from texderive import matrix as mx
from texderive.solving import elimination
from texderive.worked import build, latex

FORMULAS = [r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", r"\nabla_x\, x^\top A x", r"\frac{\partial}{\partial x}\tanh(Wx+b)", r"\frac{\partial}{\partial X}\operatorname{tr}(AX)",
            r"\nabla^2_w \log(1+e^{w^\top x})", r"\frac{d}{dx}\frac{\sin x}{x}"]
SLIPS = {"factor": lambda x: mx.mul(mx.num(2), x), "sign": mx.neg, "one too many": lambda x: mx.add(x, mx.ones(x.shape))}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_slip_in_reading_back_is_not_printed(formula, slip, monkeypatch) -> None:
    """A wrong matrix form is refused or left in components, which are right."""
    right = build.read_back

    def wrong(setting, node):
        reading = right(setting, node)
        return replace(reading, expr=SLIPS[slip](reading.expr), plain=SLIPS[slip](reading.plain))

    good = td.derive(formula)
    monkeypatch.setattr(build, "read_back", wrong)
    try:
        d = td.derive(formula)
    except td.VerificationError:
        return
    assert d.result.kind == "index" and d.result.index_latex == good.result.index_latex


@pytest.mark.parametrize("slip", [lambda text: "2" + text, lambda text: "-" + text, lambda text: text.replace("X", "Y"), lambda text: text + "}"],
                         ids=["factor", "sign", "letter", "brace"])
def test_a_slip_in_writing_is_refused(slip, monkeypatch) -> None:
    """The LaTeX of the result is read again, so that a misprint cannot get out."""
    right = latex.with_definitions
    monkeypatch.setattr(latex, "with_definitions", lambda *arguments: slip(right(*arguments)))
    with pytest.raises(td.VerificationError):
        td.derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", declare={"X": "N x d", r"\beta": "d", "Y": "N"})


def test_a_slip_in_solving_is_not_printed(monkeypatch) -> None:
    """A point at which the gradient does not vanish is no solution."""
    right = elimination.solve

    def wrong(column, symbol):
        found = right(column, symbol)
        return None if found is None else replace(found, point=mx.mul(mx.num(2), found.point))

    monkeypatch.setattr(elimination, "solve", wrong)
    d = td.derive(r"\arg\min_w \|Xw-y\|^2 + \lambda\|w\|^2", declare={"X": "N x d", "w": "d", "y": "N", r"\lambda": "scalar, positive"})
    assert d.solution is None


CONSTRAINED = [
    (r"\arg\min_x x^\top Q x \quad\text{s.t.}\quad a^\top x = 1", {"Q": "n x n posdef", "x": "n", "a": "n"}),
    (r"\arg\min_x \|x-c\|^2 \text{ subject to } Ax = b", {"x": "n", "c": "n", "A": "m x n", "b": "m"}),
    (r"\arg\min_{x : a^\top x = 0} \|x-c\|^2", {"x": "n", "c": "n", "a": "n"}),
    (r"\arg\min_{x \ge 0} \|x-c\|^2", {"x": "n", "c": "n"}),
    (r"\arg\min_x \|x-c\|^2 \text{ s.t. } \|x\| \le 1", {"x": "n", "c": "n"}),
    (r"\arg\min_{\|x\| = 1} x^\top Q x", {"Q": "n x n symmetric", "x": "n"}),
]


@pytest.mark.parametrize("latex_, declare", CONSTRAINED, ids=[row[0] for row in CONSTRAINED])
def test_a_constraint_is_obeyed_or_refused(latex_, declare) -> None:
    """Never the unconstrained point."""
    try:
        d = td.derive(latex_, declare=declare)
    except td.TexDeriveError as error:
        assert error.hint
        return
    assert d.solution is None or d.solution.latex not in ("c", r"\mathbf{0}", "0")


@pytest.mark.parametrize("formula", [r"\frac{d}{dx} e^{-100000 x^2}", r"\frac{d}{dx} \left(\frac{x}{1000}\right)^{200}", r"\frac{d}{dx} \frac{1}{1+e^{10000 x}}"])
def test_a_slip_does_not_hide_behind_underflow(formula, monkeypatch) -> None:
    """Where values vanish in floating-point numbers, points are taken at which they do not."""
    right = build.derived

    def wrong(problem, opening, fine):
        setting, acts, final = right(problem, opening, fine)
        twice = index.mul(index.num(2), final)
        lines = (*acts[-1].lines[:-1], replace(acts[-1].lines[-1], right=twice))
        return setting, [*acts[:-1], replace(acts[-1], lines=lines)], twice

    assert td.derive(formula).verification.ok
    monkeypatch.setattr(build, "derived", wrong)
    with pytest.raises(td.TexDeriveError):
        td.derive(formula)
