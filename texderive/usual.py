r"""Macros that nearly everyone defines in the same way: reading gives them this meaning where the file gives none,
and so do the writers.  Imports nothing."""
from __future__ import annotations

# name -> body, or (number of arguments, body); a name with a bracket is the macro with an argument behind it
USUAL: dict[str, str | tuple[int, str]] = {
    "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}", "C": r"\mathbb{C}", "E": r"\mathbb{E}",
    "reals": r"\mathbb{R}", "RR": r"\mathbb{R}", "EE": r"\mathbb{E}", "Real": r"\mathbb{R}",
    "argmin": r"\operatorname{argmin}", "argmax": r"\operatorname{argmax}", "tr": r"\operatorname{tr}",
    "Tr": r"\operatorname{Tr}", "trace": r"\operatorname{tr}",
    "diag": r"\operatorname{diag}", "Diag": r"\operatorname{Diag}", "rank": r"\operatorname{rank}",
    "sign": r"\operatorname{sign}", "sgn": r"\operatorname{sign}",
    "softmax": r"\operatorname{softmax}", "relu": r"\operatorname{ReLU}", "ReLU": r"\operatorname{ReLU}",
    "sigmoid": r"\operatorname{sigmoid}", "erf": r"\operatorname{erf}",
    "vectorize": r"\operatorname{vec}", "Var": r"\operatorname{Var}", "Cov": r"\operatorname{Cov}", "KL": r"\operatorname{KL}",
    "dd": r"\mathrm{d}", "diff": r"\mathrm{d}", "dif": r"\mathrm{d}", "ud": r"\mathrm{d}", "T": r"^\top",
    "transpose": r"^\top", "trans": r"^\top", "tp": r"^\top", "inv": "^{-1}",
    "eps": r"\epsilon", "half": r"\frac{1}{2}", "ones": r"\mathbf{1}", "one": r"\mathbf{1}", "given": r"\mid",
    "st": r"\text{s.t.}", "wrt": r"\text{w.r.t.}", "deq": ":=",
    "norm": (1, r"\left\lVert #1 \right\rVert"), "abs": (1, r"\left\lvert #1 \right\rvert"),
    "inner": (2, r"\left\langle #1 , #2 \right\rangle"), "ip": (2, r"\left\langle #1 , #2 \right\rangle"),
    "innerproduct": (2, r"\left\langle #1 , #2 \right\rangle"), "dotp": (2, r"\left\langle #1 , #2 \right\rangle"),
    "paren": (1, r"\left( #1 \right)"),
    "pdiff": (2, r"\frac{\partial #1}{\partial #2}"),
    "qty": "", "pqty": (1, r"\left( #1 \right)"), "bqty": (1, r"\left[ #1 \right]"), "vb": (1, r"\mathbf{#1}"),
    "mat": (1, r"\mathbf{#1}"),
    "set": (1, r"\{ #1 \}"), "transpose{": (1, r"{#1}^\top"), "trans{": (1, r"{#1}^\top"), "tp{": (1, r"{#1}^\top"),
}
