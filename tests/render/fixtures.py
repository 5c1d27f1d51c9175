"""The notes' example as a finished derivation, made by hand."""
from __future__ import annotations

from types import SimpleNamespace

from texderive import index as ix
from texderive import matrix as m
from texderive.derivation import Act, Line, Naming, Written
from texderive.problem import Style
from texderive.symbols import Symbol


def least_squares() -> SimpleNamespace:
    """arg min of ‖Xβ−Y‖² with the attributes of api.Derivation that rendering reads."""
    Xs, bs, Ys, rs = Symbol("X", "X", ("N", "d")), Symbol(r"\beta", r"\beta", ("d", 1)), Symbol("Y", "Y", ("N", 1)), Symbol("r", "r", ("N", 1))
    X, b, Y = m.var(Xs), m.var(bs), m.var(Ys)
    r = m.add(m.mul(X, b), m.neg(Y))
    gradient = m.mul(m.num(2), m.T(r), X)
    i, j, k, s = ix.fresh("N", "n"), ix.fresh("d", "j"), ix.fresh("d", "k"), ix.fresh("N", "i")
    two, ri = ix.num(2), ix.comp(rs, s)
    body = ix.add(ix.sum_(j, ix.mul(ix.comp(Xs, i, j), ix.comp(bs, j))), ix.neg(ix.comp(Ys, i)))
    by = lambda x: ix.deriv(x, bs, k)
    over = lambda x: ix.sum_(s, x)
    row = ix.comp(Xs, s, j)
    lines = (
        Line(by(over(ix.pow_(ri, two))), over(by(ix.pow_(ri, two))), "linearity", "linearity", "The derivative of a sum is the sum of the derivatives."),
        Line(None, over(ix.mul(two, ri, by(ri))), "chain", "chain rule through $r_i$"),
        Line(None, over(ix.mul(two, ri, ix.sum_(j, ix.mul(row, by(ix.comp(bs, j)))))), "linearity", "linearity; $Y_i$ is constant"),
        Line(None, over(ix.mul(two, ri, ix.sum_(j, ix.mul(row, ix.delta(j, k))))), "variable", r"$\partial \beta_j/\partial \beta_k = \delta_{jk}$"),
        Line(None, over(ix.mul(two, ri, ix.comp(Xs, s, k))), "contraction", "contraction: only $j = k$ remains"),
    )
    minimum = (Line(gradient, Written("0"), "", "set to zero"), Line(None, Written(r"X^\top X\beta = X^\top Y"), "", "transpose, divide by 2", relation="iff"))
    acts = (
        Act("components", "In components", (Line(m.pow_(m.norm(r, "2"), m.num(2)), over(ix.pow_(ri, two)), "components", "norm; product"),
                                            Line(ix.comp(rs, i), body, "definition", "definition"))),
        Act("derivative", r"Derivative by one component, $\beta_k$", lines),
        Act("matrices", "Back to matrices", (), (r"The index $i$ is summed between $r_i$ and $X_{ik}$.",)),
        Act("minimum", "Minimum", minimum, (), (r"The Hessian $2X^\top X$ is positive semidefinite.",)),
    )
    result = SimpleNamespace(latex=r"2(X\beta - Y)^\top X", math=gradient, shape=(1, "d"), printed_shape=(1, "d"), kind="matrix", shape_latex=r"\mathbb{R}^{1\times d}")
    return SimpleNamespace(
        acts=acts, result=result, given=(r"$X \in \mathbb{R}^{N\times d}$", "row gradients"), assumptions=(r"$X \in \mathbb{R}^{N\times d}$ (inferred)", r"If $X^\top X$ is invertible."), naming=Naming(free={k: "k", i: "n"}, letters={"N": ("i",), "d": ("j",)}),
        verification=SimpleNamespace(ok=True, max_error=2.2e-16, points=3), style=Style(), request=r"\operatorname*{arg\,min}_\beta \|X\beta-Y\|^2", layout="numerator",
        problem=SimpleNamespace(kind="argmin", operator=r"\frac{\partial}{\partial \beta}", body=m.pow_(m.norm(r, "2"), m.num(2))),
        solution=SimpleNamespace(latex=r"(X^\top X)^{-1}X^\top Y", points=(SimpleNamespace(name=r"\beta^*", printed=r"(X^\top X)^{-1}X^\top Y"),), condition=r"if $X^\top X$ is invertible"))


