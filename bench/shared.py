"""The problems that several tools can do, each as every tool states it.

`sympy` and `tensorgrad` are Python expressions for the ready-made quantity, "" where the tool has no way to say it.  In both, the
capital N, D, M, K and the small n, m, d are sizes.  SymPy gets every declared symbol as a MatrixSymbol (a vector is n x 1);
tensorgrad gets `V(name, edge=size, ...)`, whose edges of equal name are contracted by @.
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shared:
    """`by` names the variable for SymPy and, as an expression, for tensorgrad; `order` is how often."""

    name: str
    latex: str
    declare: dict[str, str]
    by: str
    sympy: str = ""
    tensorgrad: str = ""
    by_tensorgrad: str = ""
    order: int = 1


_x, _xA = {"x": "n"}, {"x": "n", "A": "n x n"}
_regression = {"X": "N x d", "w": "d", "y": "N"}
_XAB = {"A": "n x n", "X": "n x n", "B": "n x n"}
_tx, _tX, _tw = "V('x', i=n)", "V('X', i=n, j=n)", "V('w', j=d)"
_residual = "(V('X', i=N, j=d) @ V('w', j=d) - V('y', i=N))"

SHARED = (
    Shared("linear form", r"\frac{\partial}{\partial x} a^\top x", _x | {"a": "n"}, "x", "a.T*x", "V('a', i=n) @ V('x', i=n)", _tx),
    Shared("Jacobian of Ax", r"\frac{\partial}{\partial x} A x", {"x": "n", "A": "m x n"}, "x", "A*x", "V('A', k=m, i=n) @ V('x', i=n)", _tx),
    Shared("squared norm", r"\frac{\partial}{\partial x} x^\top x", _x, "x", "x.T*x", "F.frobenius2(V('x', i=n))", _tx),
    Shared("norm", r"\frac{\partial}{\partial x} \|x\|", _x, "x", "sqrt(x.T*x)", "F.sqrt(F.frobenius2(V('x', i=n)))", _tx),
    Shared("quadratic form", r"\frac{\partial}{\partial x} x^\top A x", _xA, "x", "x.T*A*x",
           "V('x', i=n) @ V('A', i=n, j=n) @ V('x', i=n).rename(i='j')", _tx),
    Shared("Hessian of a quadratic form", r"\nabla_x^2 \, x^\top A x", _xA, "x", "x.T*A*x",
           "V('x', i=n) @ V('A', i=n, j=n) @ V('x', i=n).rename(i='j')", _tx, 2),
    Shared("exponential of a quadratic form", r"\frac{\partial}{\partial x} e^{x^\top A x}", _xA, "x", "(x.T*A*x).applyfunc(exp)",
           "F.exp(V('x', i=n) @ V('A', i=n, j=n) @ V('x', i=n).rename(i='j'))", _tx),
    Shared("least squares", r"\frac{\partial}{\partial w} \|Xw - y\|^2", _regression, "w", "(X*w - y).T*(X*w - y)", f"F.frobenius2({_residual})", _tw),
    Shared("ridge", r"\frac{\partial}{\partial w} \left( \|Xw - y\|^2 + \lambda \|w\|^2 \right)", _regression | {r"\lambda": "scalar"}, "w",
           "(X*w - y).T*(X*w - y) + lamda*w.T*w", f"F.frobenius2({_residual}) + V('lamda') @ F.frobenius2(V('w', j=d))", _tw),
    Shared("Hessian of least squares", r"\nabla_w^2 \|Xw - y\|^2", _regression, "w", "(X*w - y).T*(X*w - y)", f"F.frobenius2({_residual})", _tw, 2),
    Shared("Gaussian exponent", r"\frac{\partial}{\partial \mu} (x-\mu)^\top P (x-\mu)", {"x": "n", r"\mu": "n", "P": "n x n"}, "mu",
           "(x - mu).T*P*(x - mu)", "(V('x', i=n) - V('mu', i=n)) @ V('P', i=n, j=n) @ (V('x', i=n) - V('mu', i=n)).rename(i='j')", "V('mu', i=n)"),
    Shared("Hadamard square", r"\frac{\partial}{\partial x} (x \odot x)", _x, "x", "HadamardProduct(x, x)", "V('x', i=n) * V('x', i=n)", _tx),
    Shared("elementwise sine", r"\frac{\partial}{\partial x} \sin(x)", _x, "x", "x.applyfunc(sin)"),
    Shared("tanh layer by its input", r"\frac{\partial}{\partial x} \tanh(W x)", {"x": "n", "W": "m x n"}, "x", "(W*x).applyfunc(tanh)",
           "F.tanh(V('W', k=m, i=n) @ V('x', i=n))", _tx),
    Shared("ReLU layer by its weights", r"\frac{\partial}{\partial W} \operatorname{ReLU}(W x + b)", {"x": "n", "W": "m x n", "b": "m"}, "W",
           "(W*x + b).applyfunc(lambda u: Max(u, 0))", "F.relu(V('W', k=m, i=n) @ V('x', i=n) + V('b', k=m))", "V('W', k=m, i=n)"),
    Shared("sigmoid of a linear form", r"\frac{\partial}{\partial w} \sigma(w^\top x)", {"w": "n", "x": "n"}, "w",
           "(w.T*x).applyfunc(lambda u: 1/(1 + exp(-u)))", "F.sigmoid(V('w', i=n) @ V('x', i=n))", "V('w', i=n)"),
    Shared("softmax", r"\frac{\partial}{\partial x} \operatorname{softmax}(x)", _x, "x", "", "F.softmax(V('x', i=n), dim='i')", _tx),
    Shared("log-sum-exp", r"\frac{\partial}{\partial x} \log \sum_i e^{x_i}", _x, "x", "(OneMatrix(1, n)*x.applyfunc(exp)).applyfunc(log)",
           "F.log(F.sum(F.exp(V('x', i=n)), dim='i'))", _tx),
    Shared("trace of AX", r"\frac{\partial}{\partial X} \operatorname{tr}(A X)", _XAB, "X", "Trace(A*X)", "V('A', j=n, i=n) @ V('X', i=n, j=n)", _tX),
    Shared("trace of AXB", r"\frac{\partial}{\partial X} \operatorname{tr}(A X B)", _XAB, "X", "Trace(A*X*B)",
           "V('A', k=n, i=n) @ V('X', i=n, j=n) @ V('B', j=n, k=n)", _tX),
    Shared("trace of XᵀAX", r"\frac{\partial}{\partial X} \operatorname{tr}(X^\top A X)", _XAB, "X", "Trace(X.T*A*X)",
           "V('X', i=n, j=n) @ V('A', i=n, k=n) @ V('X', i=n, j=n).rename(i='k')", _tX),
    Shared("trace of X⁸", r"\frac{\partial}{\partial X} \operatorname{tr}(X^8)", {"X": "n x n"}, "X", "Trace(X**8)",
           "F.trace(F.multi_dot([V('X', i=n, j=n)]*8, dims=('j', 'i')))", _tX),
    Shared("Frobenius norm of Y - XW", r"\frac{\partial}{\partial W} \|Y - X W\|_F^2", {"Y": "N x m", "X": "N x d", "W": "d x m"}, "W",
           "Trace((Y - X*W).T*(Y - X*W))", "F.frobenius2(V('Y', i=N, k=m) - V('X', i=N, j=d) @ V('W', j=d, k=m))", "V('W', j=d, k=m)"),
    Shared("matrix factorisation", r"\frac{\partial}{\partial U} \|T - U V^\top\|_F^2", {"T": "m x n", "U": "m x k", "V": "n x k"}, "U",
           "Trace((T - U*V.T).T*(T - U*V.T))", "F.frobenius2(V('T', i=m, j=n) - V('U', i=m, r=k) @ V('V', j=n, r=k))", "V('U', i=m, r=k)"),
    Shared("bilinear form by its matrix", r"\frac{\partial}{\partial X} a^\top X b", {"a": "n", "X": "n x n", "b": "n"}, "X", "a.T*X*b",
           "V('a', i=n) @ V('X', i=n, j=n) @ V('b', j=n)", _tX),
    Shared("inverse between vectors", r"\frac{\partial}{\partial X} a^\top X^{-1} b", {"a": "n", "X": "n x n", "b": "n"}, "X", "a.T*X.inv()*b",
           "V('a', i=n) @ F.inverse(V('X', i=n, j=n)) @ V('b', j=n)", _tX),
    Shared("determinant", r"\frac{\partial}{\partial X} \det X", {"X": "n x n"}, "X", "Determinant(X)", "F.det(V('X', i=n, j=n))", _tX),
    Shared("log-determinant", r"\frac{\partial}{\partial X} \log \det X", {"X": "n x n"}, "X", "log(Determinant(X))", "F.log(F.det(V('X', i=n, j=n)))", _tX),
)
