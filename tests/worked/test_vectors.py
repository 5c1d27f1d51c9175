"""Derivatives of singular values and eigenvalues: vectors by name, said in words that are read again."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

D = {"X": "m x n", "A": "p x m", "B": "n x q", "S": "n x n symmetric", "T": "n x n symmetric", "Q": "n x n", "t": "scalar", "w": "n"}

# request, variable, what it is by NumPy, the result up to the names
CASES = [
    (r"\frac{\partial}{\partial X} \|X\|_2", "X", lambda e: np.linalg.norm(e["X"], 2), r"u_1v_1^\top, \quad u_1, v_1 \text{ the first singular vectors of } X"),
    (r"\nabla_X \|AXB\|_2", "X", lambda e: np.linalg.norm(e["A"] @ e["X"] @ e["B"], 2), r"A^\top u_1v_1^\top B^\top, \quad u_1, v_1 \text{ the first singular vectors of } AXB"),
    (r"\nabla_X \sigma_{\max}(X)^2", "X", lambda e: np.linalg.norm(e["X"], 2) ** 2, r"2\|X\|_2u_1v_1^\top, \quad u_1, v_1 \text{ the first singular vectors of } X"),
    (r"\nabla_X \|X\|_*", "X", lambda e: np.linalg.norm(e["X"], "nuc"), r"UV^\top, \quad U, V \text{ the singular vectors of } X"),
    (r"\nabla_X \|AXB\|_*", "X", lambda e: np.linalg.norm(e["A"] @ e["X"] @ e["B"], "nuc"), r"A^\top UV^\top B^\top, \quad U, V \text{ the singular vectors of } AXB"),
    (r"\nabla_X \lambda_{\max}(X^\top X)", "X", lambda e: np.linalg.eigvalsh(e["X"].T @ e["X"])[-1], r"2Xvv^\top, \quad v \text{ the unit eigenvector of } X^\top X \text{ for } \lambda_{\max}"),
    (r"\frac{d}{dt} \lambda_{\min}(S + tT)", "t", lambda e: np.linalg.eigvalsh(e["S"] + e["t"] * e["T"])[0], r"v^\top Tv, \quad v \text{ the unit eigenvector of } S + tT \text{ for } \lambda_{\min}"),
    (r"\nabla_w \lambda_{\max}(\operatorname{diag}(w) + S)", "w", lambda e: np.linalg.eigvalsh(np.diag(e["w"]) + e["S"])[-1], None),
    (r"\nabla_X (\|X\|_2 + \|X\|_*)", "X", lambda e: np.linalg.norm(e["X"], 2) + np.linalg.norm(e["X"], "nuc"), None),
]


def env() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    out = {"X": rng.normal(size=(3, 4)), "A": rng.normal(size=(3, 3)), "B": rng.normal(size=(4, 2)), "t": 0.7, "w": rng.normal(size=4)}
    for name in "ST":
        m = rng.normal(size=(4, 4))
        out[name] = m + m.T
    return out


def differences(f, e: dict, variable: str) -> np.ndarray:
    """Central differences of f by every entry of one array."""
    at = np.array(e[variable], float)
    out = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[place] = 1e-6
        out[place] = (f({**e, variable: at + step}) - f({**e, variable: at - step})) / 2e-6
    return out


@pytest.mark.parametrize("latex, variable, value, expected", CASES, ids=[c[0] for c in CASES])
def test_result_and_its_latex_have_the_value(latex, variable, value, expected):
    """The derivation, its printed LaTeX and its NumPy code agree with finite differences."""
    e = env()
    if "AXB" in latex and "*" in latex:
        e["A"] = e["A"][:2]                                  # a nuclear norm needs full rank
    e["Q"] = e["S"]
    d = td.derive(latex, declare=D)
    want = differences(value, e, variable)
    np.testing.assert_allclose(d.evaluate(e), want, atol=1e-6)
    np.testing.assert_allclose(np.squeeze(td.evaluate(d.result.latex, declare=D, env=e)), np.squeeze(want), atol=1e-6)
    namespace: dict = {}
    exec(d.to_numpy(), namespace)
    code = namespace["derivative"]
    names = code.__code__.co_varnames[:code.__code__.co_argcount]
    np.testing.assert_allclose(code(**{n: e[n] for n in names}), want, atol=1e-6)
    assert expected is None or d.result.latex == expected


def test_assumptions_are_told():
    """That the value is simple, the rank full, the matrix symmetric."""
    assert "The largest singular value of $X$ is simple." in td.derive(r"\nabla_X \|X\|_2", declare=D).assumptions
    assert any("full rank" in s for s in td.derive(r"\nabla_X \|X\|_*", declare=D).assumptions)
    assert "$Q$ is symmetric." in td.derive(r"\nabla_Q \lambda_{\max}(Q)", declare=D).assumptions
    assert not any("symmetric" in s for s in td.derive(r"\nabla_S \lambda_{\max}(S)", declare=D).assumptions)


@pytest.mark.parametrize("latex, code", [
    (r"\nabla_Q \lambda_{\max}(QS)", "TD324"),
    (r"\nabla^2_X \|X\|_2", "TD340"),
    (r"\nabla_X \sum_i \|A_i X\|_2", "TD351"),
])
def test_what_is_refused(latex, code):
    """Eigenvalues of a matrix that is not symmetric, second derivatives, vectors that vary with an index; without internal names."""
    with pytest.raises(td.TexDeriveError) as error:
        td.derive(latex, declare=D | {"A_i": "p x m for i=1..N"} if "A_i" in latex else D)
    assert error.value.code == code
    assert "`" not in error.value.message and "tfn" not in error.value.message


def test_vectors_named_by_the_author():
    """Words behind a formula define vectors, for values and as constants of a derivative."""
    e = env()
    u, s, vt = np.linalg.svd(e["X"])
    value = td.evaluate(r"u_1^\top X v_1, \quad u_1, v_1 \text{ the first singular vectors of } X", declare=D, env=e)
    assert value == pytest.approx(s[0])
    lowest = td.evaluate(r"q^\top S q, \quad q \text{ the unit eigenvector of } S \text{ for } \lambda_{\min}", declare=D, env=e)
    assert lowest == pytest.approx(np.linalg.eigvalsh(e["S"])[0])
    assert td.derive(r"\nabla_w v_1^\top w, \quad u_1, v_1 \text{ the first singular vectors of } X", declare=D).result.latex == \
        r"v_1^\top, \quad v_1 \text{ the first right singular vector of } X"
