"""Generated NumPy code beside JAX (jit, float64, CPU): `python -m bench.codegen N ...` prints rows of figures as JSON.

Logistic regression, matrix factorisation (k = 5) and a ten-layer network, gradients and Hessians, as in the literature on tensor calculus.
Compiling and first runs are not counted, on either side.
"""
from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .growth import network
from .timing import side_by_side

LOSS = r"\sum_i \log\left(1 + e^{-y_i (Xw)_i}\right)"
_logistic = {"X": "N x d", "w": "d", "y": "N"}
_factors = {"T": "m x n", "U": "m x k", "V": "n x k"}


@dataclass(frozen=True, slots=True)
class Case:
    """`latex` asks for the derivative; `loss` is its function in JAX, called with the arrays in the order of `declare`; `order` 1 or 2."""

    name: str
    latex: str
    declare: dict[str, str]
    by: str
    order: int
    loss: Callable[..., Any]


def logistic_loss(X, w, y):
    import jax.numpy as jnp
    return jnp.sum(jnp.log1p(jnp.exp(-y * (X @ w))))


def factorisation_loss(T, U, V):
    import jax.numpy as jnp
    return jnp.sum((T - U @ V.T) ** 2)


def network_loss(x, y, *weights):
    import jax.numpy as jnp
    h = x
    for W in weights:
        h = jnp.tanh(W @ h)
    return jnp.sum((h - y) ** 2)


CASES = (
    Case("logistic regression, gradient", rf"\frac{{\partial}}{{\partial w}} {LOSS}", _logistic, "w", 1, logistic_loss),
    Case("logistic regression, Hessian", rf"\nabla_w^2 {LOSS}", _logistic, "w", 2, logistic_loss),
    Case("matrix factorisation, gradient", r"\frac{\partial}{\partial U} \|T - U V^\top\|_F^2", _factors, "U", 1, factorisation_loss),
    Case("matrix factorisation, Hessian", r"\frac{\partial^2}{\partial U \partial U} \|T - U V^\top\|_F^2", _factors, "U", 2, factorisation_loss),
    Case("ten-layer network, gradient", *network(10), "W_1", 1, network_loss),
)


def arrays(case: Case, n: int) -> dict[str, np.ndarray]:
    """Random arrays for a size n: twice as many data points as features, five factors."""
    rng = np.random.default_rng(n)
    sizes = {"N": 2 * n, "d": n, "m": n, "n": n, "k": 5}
    made = {key: rng.normal(size=[sizes[s] for s in shape.split(" x ")]) for key, shape in case.declare.items()}
    if "y" in made and case.loss is logistic_loss:
        made["y"] = np.sign(made["y"])
    return {key: value / np.sqrt(n) if key.startswith("W_") else value for key, value in made.items()}


def generated(case: Case) -> Callable[..., Any]:
    """The function that texderive writes; its parameters are named like the symbols."""
    import texderive as td

    names: dict[str, Any] = {}
    exec(td.derive(case.latex, declare=case.declare).to_numpy(), names)
    return names["derivative"]


def measure(sizes: tuple[int, ...]) -> list[list[object]]:
    """Rows (function, size, generated milliseconds, JAX milliseconds, times faster, largest relative difference)."""
    import jax

    jax.config.update("jax_enable_x64", True)
    rows: list[list[object]] = []
    for case in CASES:
        ours = generated(case)
        keys = list(case.declare)
        transform = jax.grad if case.order == 1 else jax.hessian
        theirs = jax.jit(transform(case.loss, argnums=keys.index(case.by)))
        for n in sizes:
            given = arrays(case, n)
            call = {key.replace("{", "").replace("}", ""): value for key, value in given.items()}
            there = [jax.device_put(value) for value in given.values()]
            want = np.asarray(theirs(*there))
            got = ours(**call)
            difference = float(np.max(np.abs(got.reshape(want.shape) - want)) / np.max(np.abs(want)))
            calls = [lambda: theirs(*there).block_until_ready(), lambda: ours(**call)]
            if "dense" in ours.__code__.co_varnames:
                calls.append(lambda: ours(**call, dense=False))
            jax_ms, *ours_ms = side_by_side(*calls)
            for name, ms in zip((case.name, case.name + ", structure kept"), ours_ms):
                rows.append([name, n, ms, jax_ms, None, difference])
    for row in rows:
        row[4] = row[3] / row[2]
    return rows


if __name__ == "__main__":
    print(json.dumps(measure(tuple(map(int, sys.argv[1:])))))
