r"""Elementwise functions: one table row each, from which reading, deriving, evaluating
and writing follow.  Imports nothing.

Adding a function is one row: the names it is read from, how it is written, its derivative as a formula in u,
its value in NumPy, an example.
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """`derivative` is an expression in u over the names of this table, numbers and + - * / ** (Python syntax), "" if
    nowhere useful; `numpy` is a NumPy expression in u that also holds for complex u near the real axis;
    `domain` where random points may lie, `real` where its values are real if that is not everywhere."""

    name: str
    spellings: tuple[str, ...]          # operator names and commands without backslash
    latex: str
    derivative: str
    numpy: str
    typst: str = ""
    text: str = ""
    domain: tuple[float, float] = (-2.0, 2.0)
    kinks: tuple[float, ...] = ()
    values: tuple[tuple[int, float], ...] = ()         # (u, f(u)) where both are plain numbers
    real: tuple[float, float] | None = None


_INFINITY = float("inf")

_ROWS = (
    Function("exp", ("exp",), r"\exp", "exp(u)", "np.exp(u)", values=((0, 1),)),
    Function("log", ("log", "ln"), r"\log", "1/u", "np.log(u)", domain=(0.2, 3.0), values=((1, 0),), real=(0.0, _INFINITY)),
    Function("sin", ("sin",), r"\sin", "cos(u)", "np.sin(u)", values=((0, 0),)),
    Function("cos", ("cos",), r"\cos", "-sin(u)", "np.cos(u)", values=((0, 1),)),
    Function("tan", ("tan", "tg"), r"\tan", "1 + tan(u)**2", "np.tan(u)", domain=(-1.2, 1.2), values=((0, 0),)),
    Function("cot", ("cot", "ctg"), r"\cot", "-1 - cot(u)**2", "1/np.tan(u)", domain=(0.3, 2.8)),
    Function("sec", ("sec",), r"\sec", "sec(u)*tan(u)", "1/np.cos(u)", domain=(-1.2, 1.2), values=((0, 1),)),
    Function("csc", ("csc", "cosec"), r"\csc", "-csc(u)*cot(u)", "1/np.sin(u)", domain=(0.3, 2.8)),
    Function("sinh", ("sinh", "sh"), r"\sinh", "cosh(u)", "np.sinh(u)", values=((0, 0),)),
    Function("cosh", ("cosh", "ch"), r"\cosh", "sinh(u)", "np.cosh(u)", values=((0, 1),)),
    Function("tanh", ("tanh", "th"), r"\tanh", "1 - tanh(u)**2", "np.tanh(u)", values=((0, 0),)),
    Function("coth", ("coth", "cth"), r"\coth", "1 - coth(u)**2", "1/np.tanh(u)", domain=(0.3, 2.0)),
    Function("sech", ("sech",), r"\operatorname{sech}", "-sech(u)*tanh(u)", "1/np.cosh(u)", typst="sech", values=((0, 1),)),
    Function("csch", ("csch", "cosech"), r"\operatorname{csch}", "-csch(u)*coth(u)", "1/np.sinh(u)",
             typst="csch", domain=(0.3, 2.0)),
    Function("arcsin", ("arcsin", "asin"), r"\arcsin", "(1 - u**2)**(-1/2)", "np.arcsin(u)", domain=(-0.9, 0.9),
             values=((0, 0),), real=(-1.0, 1.0)),
    Function("arccos", ("arccos", "acos"), r"\arccos", "-(1 - u**2)**(-1/2)", "np.arccos(u)", domain=(-0.9, 0.9), real=(-1.0, 1.0)),
    Function("arctan", ("arctan", "atan", "arctg"), r"\arctan", "1/(1 + u**2)", "np.arctan(u)", values=((0, 0),)),
    Function("arccot", ("arccot", "acot", "arcctg"), r"\operatorname{arccot}", "-1/(1 + u**2)",
             "np.pi/2 - np.arctan(u)", typst="arccot"),
    Function("arcsec", ("arcsec", "asec"), r"\operatorname{arcsec}", "1/(abs(u)*(u**2 - 1)**(1/2))", "np.arccos(1/u)",
             typst="arcsec", domain=(1.1, 3.0)),
    Function("arccsc", ("arccsc", "acsc"), r"\operatorname{arccsc}", "-1/(abs(u)*(u**2 - 1)**(1/2))", "np.arcsin(1/u)",
             typst="arccsc", domain=(1.1, 3.0)),
    Function("arsinh", ("arsinh", "arcsinh", "asinh"), r"\operatorname{arsinh}", "(1 + u**2)**(-1/2)", "np.arcsinh(u)",
             typst="arsinh", values=((0, 0),)),
    Function("arcosh", ("arcosh", "arccosh", "acosh"), r"\operatorname{arcosh}", "(u**2 - 1)**(-1/2)", "np.arccosh(u)",
             typst="arcosh", domain=(1.1, 3.0), real=(1.0, _INFINITY)),
    Function("artanh", ("artanh", "arctanh", "atanh"), r"\operatorname{artanh}", "1/(1 - u**2)", "np.arctanh(u)",
             typst="artanh", domain=(-0.9, 0.9), values=((0, 0),), real=(-1.0, 1.0)),
    Function("arcoth", ("arcoth", "arccoth", "acoth"), r"\operatorname{arcoth}", "1/(1 - u**2)", "np.arctanh(1/u)",
             typst="arcoth", domain=(1.2, 3.0)),
    Function("logit", ("logit",), r"\operatorname{logit}", "1/(u*(1 - u))", "np.log(u/(1 - u))",
             typst="logit", domain=(0.1, 0.9), real=(0.0, 1.0)),
    Function("sigmoid", ("sigmoid", "logistic", "sigm", "Sigmoid", "expit"), r"\sigma", "sigmoid(u)*(1 - sigmoid(u))",
             "1/(1 + np.exp(-u))", typst="sigma", text="σ", values=((0, 0.5),)),
    Function("softplus", ("softplus",), r"\operatorname{softplus}", "sigmoid(u)", "np.log(1 + np.exp(u))"),
    Function("silu", ("silu", "SiLU", "swish", "Swish"), r"\operatorname{SiLU}", "sigmoid(u)*(1 + u*(1 - sigmoid(u)))",
             "u/(1 + np.exp(-u))", values=((0, 0),)),
    Function("gelu", ("gelu", "GELU", "GeLU"), r"\operatorname{GELU}",
             "(1 + erf(u/2**(1/2)))/2 + u*exp(-u**2/2)/(2*pi)**(1/2)", "u*(1 + erf(u/np.sqrt(2)))/2", values=((0, 0),)),
    Function("mish", ("mish", "Mish"), r"\operatorname{Mish}",
             "tanh(softplus(u)) + u*(1 - tanh(softplus(u))**2)*sigmoid(u)", "u*np.tanh(np.log(1 + np.exp(u)))", values=((0, 0),)),
    Function("softsign", ("softsign", "Softsign"), r"\operatorname{softsign}", "(1 + abs(u))**(-2)",
             "u/(1 + u*np.where(np.real(u) >= 0, 1.0, -1.0))", kinks=(0.0,), values=((0, 0),)),
    Function("logsigmoid", ("logsigmoid", "LogSigmoid"), r"\operatorname{LogSigmoid}", "1 - sigmoid(u)",
             "-np.log(1 + np.exp(-u))"),
    Function("hardtanh", ("hardtanh", "HardTanh", "Hardtanh"), r"\operatorname{HardTanh}", "step(1 - abs(u))",
             "np.where(np.abs(np.real(u)) < 1, u, np.where(np.real(u) > 0, 1.0, -1.0))", kinks=(-1.0, 1.0), values=((0, 0),)),
    Function("relu", ("relu", "ReLU", "RELU", "Relu"), r"\operatorname{ReLU}", "step(u)", "u*(np.real(u) > 0)", kinks=(0.0,)),
    Function("abs", ("abs",), r"|\cdot|", "sign(u)", "u*np.where(np.real(u) >= 0, 1.0, -1.0)", kinks=(0.0,)),
    Function("sign", ("sign", "sgn"), r"\operatorname{sign}", "0", "np.sign(np.real(u))", kinks=(0.0,)),
    Function("step", ("step",), r"\mathbb{1}", "0", "np.where(np.real(u) > 0, 1.0, 0.0)", kinks=(0.0,)),
    Function("erf", ("erf",), r"\operatorname{erf}", "2*pi**(-1/2)*exp(-u**2)", "erf(u)", values=((0, 0),)),
    Function("elu", ("elu", "ELU"), r"\operatorname{ELU}", "step(u) + (1 - step(u))*exp(u)",
             "np.where(np.real(u) > 0, u, np.exp(u) - 1)", kinks=(0.0,), values=((0, 0),)),
    Function("gamma", (), r"\Gamma", "gamma(u)*digamma(u)", "gamma(u)", typst="Gamma", text="Γ", domain=(0.3, 3.0),
             values=((1, 1), (2, 1))),
    Function("digamma", ("digamma",), r"\operatorname{digamma}", "trigamma(u)", "digamma(u)", typst="digamma", domain=(0.3, 3.0)),
    Function("bessel_i0", (), "I_0", "bessel_i1(u)", "bessel_i(0, u)", typst="I_0", text="I₀", domain=(0.2, 3.0),
             values=((0, 1),)),
    Function("bessel_i1", (), "I_1", "bessel_i0(u) - bessel_i1(u)/u", "bessel_i(1, u)", typst="I_1", text="I₁",
             domain=(0.2, 3.0), values=((0, 0),)),
    Function("trigamma", ("trigamma",), r"\operatorname{trigamma}", "", "trigamma(u)", typst="trigamma", domain=(0.3, 3.0)),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}
KINKS = {row.name: row.kinks for row in _ROWS if row.kinks}
BY_SPELLING: dict[str, str] = {spelling: row.name for row in _ROWS for spelling in row.spellings}
MATRIX_FUNCTIONS = frozenset("tr Tr trace Trace det Det logdet diag Diag vec rank Rank vech blkdiag".split())
FUNCTION_NAMES = frozenset(BY_SPELLING) | MATRIX_FUNCTIONS | frozenset(
    "softmax Softmax logsumexp LSE max min sup inf sum mean Var var Cov cov corr KL Pr E lg coth sech arg dim ker deg "
    "gcd logit Re Im eig span conv "
    "dom prox proj sigmoid Sigmoid swish gelu GELU sinc".split())
