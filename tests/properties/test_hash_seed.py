"""What is printed does not depend on PYTHONHASHSEED."""
from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = r'''
import texderive as td
FORMULAS = (
    r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", r"\nabla_x x^\top A x + b^\top x + c", r"\frac{d}{dx}\frac{x^2 \sin x}{1+e^x}",
    r"\frac{\partial}{\partial X}\operatorname{tr}(X^\top A X B)", r"\frac{\partial}{\partial X}\log\det(X^\top X)", r"\frac{\partial}{\partial z}\operatorname{softmax}(z)",
    r"\frac{\partial}{\partial W}\|\tanh(Wx+b)-y\|^2", r"\nabla^2_w \log(1+e^{w^\top x})", r"\arg\min_w \|Xw-y\|^2+\lambda\|w\|^2", r"\frac{\partial}{\partial U}\|R-UV^\top\|_F^2",
    r"\sum_i\sum_j A_{ij}\delta_{lm}B_{il}", r"\frac{\partial}{\partial x_k}\sum_{i<j}(x_i-x_j)^2", r"\nabla_x\frac{x^\top A x}{x^\top x}",
    r"h=\sigma(Vx), \quad J=\|h-y\|^2, \quad \frac{\partial J}{\partial V}", r"\frac{\partial}{\partial A} x^\top A^{-1} y", r"\nabla_x \sum_i a_i \log(x_i) + \sum_i b_i e^{x_i}",
    r"\frac{\partial^2}{\partial x\,\partial y} \sin(xy) e^{x+y}", r"\frac{\partial}{\partial a}\, b^\top a a^\top c + a^\top d", r"\frac{\partial}{\partial x}(a \odot \exp(x) + b)",
    r"\nabla_u \frac{u^\top v}{\|u\|\,\|v\|}",
)
for latex in FORMULAS:
    d = td.derive(latex)
    print(latex, d.shapes, d.assumptions, d.result.latex, d.result.index_latex, d.verification.max_error)
    for step in d.steps:
        print(step.rule, step.title, step.latex, step.text)
'''


def printed(seed: int) -> str:
    return subprocess.run([sys.executable, "-c", PROGRAM], env=os.environ | {"PYTHONHASHSEED": str(seed)}, capture_output=True, text=True, check=True, timeout=60).stdout


def test_output_does_not_depend_on_the_hash_seed() -> None:
    """Twenty derivations print the same under two seeds, figures of the verification included."""
    first = printed(1)
    assert first.count("\n") > 100
    assert first == printed(4242)
