r"""How time and printed size grow: `python -m bench.growth FAMILY` prints rows (k, milliseconds, characters) as JSON.

Families: a network of k layers, tr(X^k), x^T A^k x, and derivatives of order k of a logistic loss and of exp(x^T A x).
"""
from __future__ import annotations

import json
import sys
from collections.abc import Callable

from .timing import best


def network(k: int) -> tuple[str, dict[str, str]]:
    """The gradient of the loss of k layers by the weights of the first."""
    layers = ["h_1 = \\tanh(W_1 x)"] + [f"h_{{{i}}} = \\tanh(W_{{{i}}} h_{{{i - 1}}})" for i in range(2, k + 1)]
    latex = ", \\quad ".join(layers) + f", \\quad J = \\| h_{{{k}}} - y \\|^2, \\quad \\frac{{\\partial J}}{{\\partial W_1}}"
    return latex, {"x": "n", "y": "n"} | {f"W_{i}" if i < 10 else f"W_{{{i}}}": "n x n" for i in range(1, k + 1)}


def trace_power(k: int) -> tuple[str, dict[str, str]]:
    return rf"\frac{{\partial}}{{\partial X}} \operatorname{{tr}}(X^{{{k}}})", {"X": "n x n"}


def quadratic_power(k: int) -> tuple[str, dict[str, str]]:
    return rf"\frac{{\partial}}{{\partial x}} x^\top A^{{{k}}} x", {"x": "n", "A": "n x n"}


def _of_order(k: int, variable: str, body: str) -> str:
    """The derivative by k different components."""
    power = f"^{k}" if k > 1 else ""
    below = " ".join(rf"\partial {variable}_{index}" for index in "pqrs"[:k])
    return rf"\frac{{\partial{power}}}{{{below}}} {body}"


def logistic_order(k: int) -> tuple[str, dict[str, str]]:
    return _of_order(k, "w", r"\log\left(1 + e^{-t w^\top x}\right)"), {"w": "n", "x": "n", "t": "scalar"}


def exponential_order(k: int) -> tuple[str, dict[str, str]]:
    return _of_order(k, "x", r"e^{x^\top A x}"), {"x": "n", "A": "n x n"}


_LAYERS = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16)
FAMILIES: dict[str, tuple[Callable[[int], tuple[str, dict[str, str]]], tuple[int, ...]]] = {
    "network of k layers": (network, _LAYERS),
    "tr(X^k)": (trace_power, _LAYERS),
    "x^T A^k x": (quadratic_power, _LAYERS),
    "logistic loss, order k": (logistic_order, (1, 2, 3, 4)),
    "exp(x^T A x), order k": (exponential_order, (1, 2, 3, 4)),
}


def measure(family: str) -> list[tuple[int, float | None, int | None, str]]:
    """Rows (k, milliseconds, characters of the derivation as LaTeX, reason where there is no answer)."""
    import texderive as td

    build, sizes = FAMILIES[family]
    td.derive(r"\frac{\partial}{\partial z} c^\top M z")
    rows: list[tuple[int, float | None, int | None, str]] = []
    for k in sizes:
        latex, declare = build(k)
        try:
            characters = len(td.derive(latex, declare=declare).to_latex())
            rows.append((k, best(lambda: td.derive(latex, declare=declare), 3), characters, ""))
        except td.TexDeriveError as error:
            rows.append((k, None, None, f"{error.code}: {error.message}"[:90]))
    return rows


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
