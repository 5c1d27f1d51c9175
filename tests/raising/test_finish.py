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
    # a denominator that all terms share
    (r"y = \frac{x - \mu}{\sigma},\quad \mu = \frac1n\sum_i x_i,\quad \sigma = \sqrt{\frac1n\sum_i (x_i - \mu)^2 + \epsilon}; \frac{\partial y}{\partial x}", {},
     r"\frac{1}{\sigma}\left(I - \frac{\mathbf{1}\mathbf{1}^\top}{n} - \frac{yy^\top}{n}\right)"),
    (r"\frac{\partial}{\partial x}\frac{x}{\|x\|}", {"x": "n"}, r"\frac{I}{\|x\|} - \frac{xx^\top}{\|x\|^3}"),
    (r"p = \operatorname{softmax}(z), \quad \frac{\partial}{\partial z}\sum_i p_i", {"z": "n"}, r"\mathbf{0}_{n}^\top"),
    (r"p = \operatorname{softmax}(z), \quad \frac{\partial}{\partial z}\sum_i p_i\log p_i", {"z": "n"}, r"\log(p)^\top(\operatorname{diag}(p) - pp^\top)"),
    # deviations from a mean that is written out
    (r"\frac{\partial}{\partial x_k}\frac1n\sum_{i=1}^n\left(x_i - \frac1n\sum_{j=1}^n x_j\right)^2", {}, r"\frac{2\left(x_k - \frac{1}{n}\sum_{j=1}^{n} x_j\right)}{n}"),
    (r"\frac{\partial}{\partial x}\left\|x - \frac1n\mathbf 1\mathbf 1^\top x\right\|^2", {"n": "dimension", "x": "n"}, r"2\left(x - \frac{\mathbf 1\mathbf 1^\top x}{n}\right)^\top"),
    # numbers below each other have gradients below each other, cases entry by entry are indicators
    (r"\frac{\partial}{\partial x}\begin{pmatrix} x^\top Ax\\ b^\top x\\ 1\end{pmatrix}", {}, r"\begin{bmatrix} x^\top(A + A^\top) \\ b^\top \\ \mathbf{0}_{n}^\top \end{bmatrix}"),
    (r"\phi(z) = \begin{cases} z & z > 0\\ 3 & z \le 0\end{cases}, \quad y = \phi(Wx), \quad \frac{\partial y}{\partial x}", {}, r"\operatorname{diag}(\mathbf{1}[Wx > 0])\,W"),
    # a mean of zeros
    (r"\frac{\partial}{\partial\psi}\log\mathcal N(\mathbf y \mid \mathbf 0, \psi\mathbf K)", {}, r"\frac{\mathbf y^\top\mathbf K^{-1}\mathbf y}{2\psi^2} - \frac{n}{2\psi}"),
    # an empty subscript prints as none
    (r"\nabla_{w}\langle w, Aw\rangle_{}", {}, r"w^\top(A + A^\top)"),
    # names of several letters stand apart from what is beside them
    (r"score = w^T x, \quad L = y\,score^3, \quad \frac{\partial L}{\partial score}", {}, r"3y(score)^2"),
    (r"score = w^T x, \quad L = y\,score, \quad \frac{\partial L}{\partial y}", {}, "score"),
    (r"net = w^T x, \quad L = net\,y z, \quad \frac{\partial L}{\partial z}", {}, r"y\,net"),
    (r"\frac{\partial}{\partial z} score\,y z", {"score": "scalar"}, r"score\,y"),
    # the author's order of terms and letters
    (r"\nabla_w \|y - Xw\|^2 + \lambda\|w\|^2", {}, r"-2(y - Xw)^\top X + 2\lambda w^\top"),
    (r"\frac{d}{dx} \sum_{i=1}^n i x^i", {}, r"\sum_{i=1}^{n} i^2x^{i-1}"), (r"\frac{d}{dp} p^k(1-p)^{n-k}", {}, r"p^{k-1}(1 - p)^{n-k-1}(k - np)"),
    (r"\frac{\partial}{\partial x}(x^2y^3)", {}, "2xy^3"), (r"\frac{\partial}{\partial X} (X^\top X)_{ij}", {"X": "N x d"}, r"X_{lj}\delta_{im} + X_{li}\delta_{jm}"),
    (r"\frac{\partial}{\partial X}\operatorname{tr}(X)\operatorname{tr}(X^\top X)", {}, r"\operatorname{tr}(X^\top X)\,I + 2\operatorname{tr}(X)\,X"),
    (r"\frac{\partial}{\partial x} x x^\top a", {"x": "n", "a": "n"}, r"(x^\top a)I + xa^\top"), (r"\frac{d}{dt}\log\det(A+tB)", {}, r"\operatorname{tr}((A + tB)^{-1}B)"),
    # the inverse of a product of square matrices, where a factor cancels
    (r"\frac{\partial}{\partial X}\log\det(AXB)", {"A": "n x n", "X": "n x n", "B": "n x n"}, r"X^{-\top}"),
    (r"\frac{\partial}{\partial X}\det(X^\top AX)", {"A": "n x n", "X": "n x n"}, r"2\det(X^\top AX)\,X^{-\top}"),
    (r"\frac{\partial}{\partial X}\log\det(X^{-1}A)", {"A": "n x n", "X": "n x n"}, r"-X^{-\top}"),
    (r"\frac{\partial}{\partial X}\operatorname{tr}(AX^{-1}X^2)", {"A": "n x n", "X": "n x n"}, r"A^\top"),
    (r"\frac{\partial}{\partial X}\log\det(X^\top X)", {"X": "m x n"}, r"2X(X^\top X)^{-1}"),
    # one transpose for what is turned as a whole
    (r"\frac{\partial}{\partial X}\operatorname{tr}(X^2A)", {"A": "n x n", "X": "n x n"}, r"(XA + AX)^\top"), (r"\nabla_u \|R - uv^T\|_F^2", {}, "-2((R - uv^T)v)^T"),
    (r"f(x) = x^TAx + b^Tx, \; \lim_{t\to0}\frac{f(x+tv) - f(x)}{t}", {}, "v^T(A + A^T)x + b^Tv"),
    (r"\frac{d}{dt} x(t)^TMy(t)", {"M": "n x n", "x(t)": "n", "y(t)": "n"}, "x'(t)^TMy(t) + x(t)^TMy'(t)"),
    # letters of ours, the identity among them, in the author's font; a word that repeats has a letter
    (r"\frac{\partial}{\partial\bm x}\frac{\bm x}{\|\bm x\|}", {}, r"\frac{\bm{I}}{\|\bm x\|} - \frac{\bm x\bm x^\top}{\|\bm x\|^3}"),
    (r"\frac{\partial}{\partial\mathbf z}\operatorname{softmax}(\mathbf z)", {}, r"\operatorname{diag}(\mathbf{p}) - \mathbf{p}\mathbf{p}^\top"),
    # quotients and squares of functions
    (r"\frac{d}{dx}\frac{\sin x}{1 + \cos x}", {}, r"\frac{1}{1 + \cos x}"), (r"\frac{d}{dx}\ln\cosh(ax)", {}, r"a\tanh(ax)"), (r"\frac{d}{dx}\ln\sin x", {}, r"\cot x"),
    (r"\frac{d}{dx}\frac{\cosh x}{\sinh x}", {}, r"-\frac{1}{\sinh^2x}"), (r"\nabla_x \|x\|^p", {}, r"p\|x\|^{p-2}x^\top"),
    (r"\frac{d}{dx}\frac{e^x}{(1 + e^x)^2}", {}, r"\sigma(x)(1 - \sigma(x))(1 - 2\sigma(x))"), (r"\frac{d}{dx}\frac{2x}{1 + x^2}", {}, r"\frac{2(1 - x^2)}{(1 + x^2)^2}"),
    (r"\nabla_x \frac{\|x - a\|}{\|x - b\|}", {}, r"\frac{(x - a)^\top}{\|x - a\|\,\|x - b\|} - \frac{\|x - a\|(x - b)^\top}{\|x - b\|^3}"),
    # a rate times a time, and no kernel
    (r"\frac{d}{dt}\frac{L}{1 + e^{-k(t - t_0)}}", {}, "kLs(1 - s)"), (r"\nabla_x\sum_n K(x - x_n)", {}, r"\sum_{n=1}^{N} \nabla K(x - x_{n})"),
    (r"\nabla_x \cos\|x\|", {}, r"-\frac{\sin(\|x\|)\,x^\top}{\|x\|}"),
    # forms that are known by name
    (r"\nabla_v \sum_k -\log\sigma(-u_k^\top v)", {}, r"\sum_{k=1}^{N} \sigma(u_{k}^\top v)\,u_{k}^\top"),
    (r"\frac{\partial}{\partial W}\sum_{i=1}^n\log\sum_{k=1}^K e^{(XW)_{ik}}", {}, r"X^\top\operatorname{softmax}(XW)"),
    (r"h = \tanh(Wx), \; L = -y^\top\log\operatorname{softmax}(Vh), \; \frac{\partial L}{\partial x}", {"y": "k onehot"}, r"((1 - h \odot h) \odot V^\top(\operatorname{softmax}(Vh) - y))^\top W"),
    (r"\nabla_x (a \odot x)^\top Q(a \odot x)", {}, r"(a \odot (Q + Q^\top)(a \odot x))^\top"),
    (r"f(x,y) = x^2y + xy^3, \; \nabla^2 f", {}, r"\begin{bmatrix} 2y & 2x + 3y^2 \\ 2x + 3y^2 & 6xy \end{bmatrix}"),
    (r"\frac{\partial}{\partial\mu}\sum_{i=1}^n (x_i-\mu)^\top S(x_i-\mu)", {"S": "d x d symmetric", "\\mu": "d"}, r"-2\sum_{i=1}^{n} (x_{i} - \mu)^\top S"),
]


@pytest.mark.parametrize(("latex", "declare", "result"), READ, ids=[row[0] for row in READ])
def test_result_reads_as_in_a_textbook(latex, declare, result):
    """No number before a long bracket, no minus before a difference, one transpose around a sum."""
    assert td.derive(latex, declare=declare).result.latex.split(r", \quad")[0] == result
