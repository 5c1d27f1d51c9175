"""The last touch to a result: numbers, signs and transposes as a textbook has them."""
from __future__ import annotations

import pytest

import texderive as td

READ = [
    (r"\nabla_w \|Xw - y\|^2 + \lambda\|w\|^2", {}, r"2(Xw - y)^\top X + 2\lambda w^\top"),
    (r"\frac{d}{dx}(3x^2 - 2x)", {}, "6x - 2"),
    (r"\nabla_x \|x - a\|^2", {}, r"2(x - a)^\top"),
    (r"\nabla_z \left(\log\sum_{i=1}^n e^{z_i} - y^\top z\right)", {"z": "n", "y": "n"}, r"(\operatorname{softmax}(z) - y)^\top"),
    (r"y_n = \sigma(w^\top\phi_n), \quad \nabla_w \left(-\sum_{n=1}^N t_n\ln y_n + (1-t_n)\ln(1-y_n)\right)", {"w": "M", r"\phi_n": "M for n=1..N"},
     r"\sum_{n=1}^{N} (y_{n} - t_{n})\phi_{n}^\top"),
    (r"\frac{d}{dt} e^{-\lambda t}\cos(\omega t)", {}, r"-e^{-\lambda t}(\lambda\cos(\omega t) + \omega\sin(\omega t))"),
    (r"\frac{d}{d\lambda}\frac{\lambda^ke^{-\lambda}}{k!}", {}, r"\frac{\lambda^{k-1}e^{-\lambda}(k - \lambda)}{k!}"),
    (r"f = x^3y, \quad \frac{\partial^2 f}{\partial x^2}", {}, "6xy"), (r"\frac{d}{dx} e^{ax}\sin(bx)", {}, r"e^{ax}(a\sin(bx) + b\cos(bx))"),
    (r"\frac{\partial}{\partial y_i}\sum_{j\ne i}(y_i - y_j)^2", {}, r"2\sum_{j\ne i} (y_i - y_j)"),
    (r"\frac{d}{dx} x^n e^{-x}", {}, r"x^{n-1}e^{-x}(n - x)"),
    (r"\frac{\partial}{\partial x} x^T\sqrt{A}x", {"A": "n x n posdef"}, "2x^TA^{1/2}"),
    (r"\nabla_x f(Ax) + g(x)", {}, r"\nabla f(Ax)\,A + \nabla g(x)"),
    (r"\frac{d^2}{d\alpha^2}\ln\Gamma(\alpha)", {}, r"\operatorname{trigamma}(\alpha)"),
    (r"\frac{\partial}{\partial\alpha_j}\left[\ln\Gamma\left(\sum_k\alpha_k\right)-\sum_k\ln\Gamma(\alpha_k)\right]", {},
     r"\operatorname{digamma}\left(\sum_{k=1}^{n} \alpha_k\right) - \operatorname{digamma}(\alpha_j)"),
    (r"\nabla_x\|Ax-b\|^2+\|\Gamma x\|^2", {}, r"2(Ax - b)^\top A + 2x^\top\Gamma^\top\Gamma"),
    (r"\frac{\partial}{\partial x}\frac{x}{\|x\|}", {"x": "n"}, r"\frac{I}{\|x\|} - \frac{xx^\top}{\|x\|^3}"),
]


@pytest.mark.parametrize(("latex", "declare", "result"), READ, ids=[row[0] for row in READ])
def test_result_reads_as_in_a_textbook(latex, declare, result):
    """No number before a long bracket, no minus before a difference, one transpose around a sum."""
    assert td.derive(latex, declare=declare).result.latex.split(r", \quad")[0] == result
