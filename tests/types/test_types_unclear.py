"""What is not clear or has no value is refused at its place; what is not used is said."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.read import read
from texderive.types import interpret


@pytest.mark.parametrize("latex, code, column", [
    (r"g(z) = \begin{cases} z^2 && z > 0 \\ 0 & \text{otherwise}\end{cases}, \; g'(z)", "TD113", 27),
    (r"g(z) = \begin{cases} z^2 & z > 0 -z & z < 0\end{cases}, \; g'(z)", "TD113", 37),
    (r"g(z) = \begin{cases} z^2 \\ 0 & z < 0\end{cases}, \; g'(z)", "TD113", 22),
    (r"\frac{d}{dz}\log_1 z", "TD216", 18), (r"\nabla_z \max_i 2z_1", "TD325", 10), (r"\nabla_z \|z\|_{-1}", "TD315", 17), (r"\nabla_z\sum_{i=5}^{2} z_i", "TD204", 21), (r"\frac{d}{dz} z < 1", "TD303", 1), (r"g(z) = z^2, \; g'(z, u)", "TD221", 16),
    (r"\frac{\partial}{\partial z^2} z^4", "TD222", 26), (r"\frac{\partial}{\partial z}\frac{1}{z - z}", "TD216", 28), (r"\frac{d}{dz}\log(0)z", "TD216", 18), (r"\frac{d}{dz}\sqrt{-1}z", "TD216", 19), (r"\frac{d}{dz}\arcsin(2)z", "TD216", 21),
    (r"\frac{d}{dz}\sum_k z\,c^{(k)}(z), \; c^{(k)}(z) = z^2", "TD223", 13), (r"z_{t+1} = Mz_t + v_t, \; J = \sum_t \|z_t\|^2 + \|v_t\|^2, \; \frac{\partial J}{\partial v_t}", "TD329", 1), (r"\frac{d}{dz} z^\circ", "TD323", 16), (r"\frac{\partial}{\partial t}\, m\|\dot{z}\|^2", "TD329", 1), (r"\nabla_z M_{\text{big}}z \text{ with } M \in \mathbb{R}^{n\times n}", "TD206", 10),
])
def test_refused_at_its_place(latex, code, column):
    """Each has its own code, the column of the culprit, and a hint."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert (caught.value.code, caught.value.column) == (code, column) and caught.value.hint


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial\sigma^2}\ln\sigma^2", r"\frac{\partial}{\partial z^2} z^4"])
def test_squares_as_variables(latex):
    """The square of a Greek letter is a variance; any other is a variable where it is declared."""
    assert td.derive(latex, declare={} if "sigma" in latex else {"z^2": "scalar"}).verification.ok


def test_what_is_not_used_is_said():
    """A relation that plays no part is named; a sign is a property of its letter and is not."""
    notes = td.derive(r"\frac{d}{dz} c z^2, \; c \ge 1, \; b > 0").assumptions
    assert any(r"c \ge 1" in n and "not used" in n for n in notes) and not any("b > 0" in n for n in notes)


@pytest.mark.parametrize("latex, note", [
    (r"\frac{d}{dx} x/2y", r"$x/2y$ is read as $\frac{x}{2y}$."), (r"\frac{d}{dx} a/bx", r"$a/bx$ is read as $\frac{a}{b}\,x$."), (r"\frac{d}{dx} 1/2x", r"$1/2x$ is read as $\frac{1}{2}\,x$."),
    (r"\nabla_x f(x)^T g(x)", r"$\nabla_x f(x)^T$ is the transposed gradient of $f(x)$ alone."), (r"\frac{d}{dx} 1/2 x", ""), (r"\frac{d}{dx} x/(2y)", ""), (r"\nabla_x f(x)^T d", "")])
def test_how_it_is_read_is_said(latex, note):
    """What a letter directly behind a slash belongs to, and how far a transposed gradient reaches; nothing is said of what is clear."""
    notes = [n for n in td.derive(latex).assumptions if "read as" in n or "alone" in n]
    assert notes == ([note] if note else [])


def test_signs_are_facts():
    """c > 0 beside a derivative is a property of c."""
    assert "positive" in interpret(read(r"\frac{d}{dz} z|c|, \; c > 0")).symbols["c"].props


@pytest.mark.parametrize("latex, hint", [
    (r"\nabla_\theta E_x[f(x,\theta)]", r"f(x,\theta)"), (r"\nabla_\theta \operatorname{E}_x[\theta^\top x]", r"\theta^\top x"), (r"\nabla_\theta E_{x \sim p_\theta}[f(x)]", r"\log p_\theta"),
    (r"\frac{\partial}{\partial w} E((y - w^\top x)^2)", "inside"), (r"\frac{\partial}{\partial\theta} \mathbb{V}[\theta x]", "squared deviations"), (r"\frac{\partial}{\partial\theta} \operatorname{Var}[\theta x]", "squared deviations"),
])
def test_expectations_are_no_products(latex, hint):
    """However an expectation is written, it is refused, and what to ask for instead is said."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD310" and hint in caught.value.hint


@pytest.mark.parametrize("latex, hint", [(r"\frac{d}{dx}\int_a^{x^2}\sin t\,dt", "Leibniz"), (r"\frac{d}{dx}\int_0^1 x t\,dt", "passes inside")])
def test_integrals_say_what_to_ask_for(latex, hint):
    """A derivative passes inside an integral unless its limits move."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD311" and hint in caught.value.hint
