r"""What else is worth knowing of a result: x^\top(A + A^\top) is 2x^\top A for a symmetric A."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .. import matrix as mx
from .. import write
from ..derivation import Act
from ..matrix import Expr
from ..raising.facts import declared_structure, written_by_author
from ..raising.finish import finished
from ..raising.polish import polish
from ..solving.expand import replaced, unfolded
from ..symbols import Dim, Symbol
from ..verify.check_steps import verifier_for
from .reading import Reading
from .setup import Setting

LONGEST = 90            # characters of LaTeX in a sentence


def remark(setting: Setting, reading: Reading) -> Act | None:
    """What the result is for symmetric matrices, or for labels whose entries add up to 1, where that is shorter."""
    if reading.expr is None or setting.problem.kind != "derivative" or setting.stacked:
        return None
    of_matrices = (_in_motion, _for_symmetric) if reading.kind == "matrix" else ()
    return next((act for told in (*of_matrices, _for_shares) if (act := told(setting, reading)) is not None), None)


def _in_motion(setting: Setting, reading: Reading) -> Act | None:
    r"""\dot x^\top Px + x^\top P\dot x with \dot x = Ax put in."""
    dotted = dict.fromkeys(n.data.latex for n in mx.walk(reading.expr) if n.op == "ref" and n.data.latex.startswith(r"\dot"))
    if not dotted:
        return None
    latex = _in_short(unfolded(reading.expr), setting, setting.problem.symbols.values())
    names = " and ".join(f"${name}$" for name in dotted)
    return None if latex is None else Act("remark", "Remark", (), (f"With {names} put in, this is ${latex}$.",))


def _in_short(special: Expr, setting: Setting, symbols: Iterable[Symbol], free: Mapping[str, Dim] | None = None,
              shorter: bool = False) -> str | None:
    """The LaTeX of an expression as a result would be written, where it fits into a sentence and has the value of
    the expression at random points; `shorter`: only where the result has become smaller."""
    with written_by_author(setting.author_sums):
        short = finished(polish(special), setting.order)
    latex = write.latex(short, setting.naming, setting.problem.style)
    if len(latex) > LONGEST or shorter and mx.size(short) >= mx.size(special):
        return None
    before, after, free = unfolded(special), unfolded(short), free or {}
    judge = verifier_for(symbols, exprs=[(before, free), (after, free)])
    return latex if judge.exprs_equal(before, after, free).ok else None


def _for_shares(setting: Setting, reading: Reading) -> Act | None:
    r"""(1^\top y)\,\operatorname{softmax}(z) - y for a y whose entries add up to 1."""
    total = next((n for n in mx.walk(reading.expr) if (y := _summed(n)) is not None
                  and y not in {by for by, _ in setting.variables}), None)
    if total is None or not any(map(_share, mx.walk(unfolded(reading.expr)))):
        return None
    latex = _in_short(replaced(reading.expr, total, mx.ONE), setting, setting.problem.symbols.values(),
                      {name: index.dim for name, index in setting.free.items()})
    if latex is None:
        return None
    labels = _summed(total)
    whose = "the entries of each row of" if labels.shape[1] != 1 else "the entries of each" if labels.family else "the entries of"
    return Act("remark", "Remark", (), (f"If {whose} ${labels.latex}$ add up to 1, as those of a label do, this is ${latex}$.",))


def _share(x: Expr) -> bool:
    """A softmax, or exponentials over their sum."""
    return (x.op == "softmax" or x.op == "div" and x.args[1].op == "sum" and x.args[1].args[0].op == "fn"
            and x.args[1].args[0].data == "exp")


def _summed(x: Expr) -> Symbol | None:
    r"""The array y of 1^\top y, \sum_k y_k or \sum_k y_{nk}."""
    if x.op == "mul" and len(x.args) == 2 and x.args[0].op == "ones" and x.args[0].is_row and x.args[1].op == "var":
        return x.args[1].data
    if (x.op == "sum" and len(x.args) == 1 and x.args[0].op == "comp" and x.args[0].args[0].op == "var"
            and x.data.lower == 1 and x.data.upper is None):
        entry, last = x.args[0].args[0], mx.idx(x.data.index)
        if x.args[0].args[-1] == last and last not in (*x.args[0].args[1:-1], *entry.args):
            return entry.data
    return None


def _for_symmetric(setting: Setting, reading: Reading) -> Act | None:
    """The result for symmetric matrices where it holds some of them beside their transposes and they are not declared
    so; checked at random points with such matrices."""
    general = unfolded(reading.expr)
    symbols = [s for s in _beside_transposes(general) if s not in {by for by, _ in setting.variables}]
    if not symbols:
        return None
    special = general
    twins = {s: replace(s, props=s.props | {"symmetric"}) for s in symbols}
    for s, twin in twins.items():
        special = replaced(special, mx.var(s), mx.var(twin))
    latex = _in_short(special, setting, [twins.get(s, s) for s in setting.problem.symbols.values()], shorter=True)
    if latex is None:
        return None
    names = " and ".join(f"${s.latex}$" for s in symbols)
    return Act("remark", "Remark", (), (f"If {names} {'is' if len(symbols) == 1 else 'are'} symmetric, this is ${latex}$.",))


def _beside_transposes(x: Expr) -> list[Symbol]:
    """The square matrices A that stand in A + A^T, A^{-1} + A^{-T}."""
    found: dict[Symbol, None] = {}
    for n in mx.walk(x):
        for t in n.args if n.op == "add" else ():
            inner = t.args[0] if t.op == "T" else None
            base = inner and (inner.args[0] if inner.op == "inv" else inner)
            if base and base.op == "var" and not base.args and inner in n.args and not declared_structure(base.data):
                found[base.data] = None
    return list(found)
