"""What no rule differentiates, in words."""
from __future__ import annotations

from ..errors import UnsupportedError
from ..index import Node

_SECOND = "second derivatives of norms of matrices are not supported"
# name of a function or operator -> (what it is, what to write instead)
_WITHOUT_RULE = {
    "mpow": ("a matrix power with a fraction or a formula as exponent",
             r"supported is \operatorname{tr}(X^p); elsewhere the exponent has to be a whole number or a letter (the "
             r"change Y of X^{1/2} along H solves X^{1/2}Y + YX^{1/2} = H)"),
    "mexp": ("a matrix exponential", r"supported are \operatorname{tr}(e^X) by X and e^{tA} by t; "
             r"elsewhere the change along H is the integral of e^{sX}He^{(1-s)X}, which is no "
             r"closed form"),
    "mlog": ("a matrix logarithm", r"supported are \operatorname{tr}(\log X), which is \log\det X, and "
             r"\operatorname{tr}(X\log X)"),
    "msin": ("the sine of a matrix", "supported is its trace"),
    "mcos": ("the cosine of a matrix", "supported is its trace"),
    "msqrt": ("a matrix square root", "name it by a symbol of its own"),
    "pinv": ("a pseudoinverse", r"write (X^\top X)^{-1}X^\top for a matrix of full column rank"),
    "left_vector": ("a singular vector", _SECOND), "right_vector": ("a singular vector", _SECOND),
    "polar": ("singular vectors", _SECOND),
    "factorial": ("a factorial", "a factorial may stand in constants only"),
}


def no_rule(body: Node) -> UnsupportedError:
    """The error for a derivative of `body` that no rule resolves.

    >>> from texderive import index as ix
    >>> no_rule(ix.fn("factorial", ix.num(3))).message
    'no rule differentiates a factorial here'
    """
    name = body.data[0] if body.op == "tfn" else body.data if body.op == "fn" else body.op
    words, hint = (("an eigenvector", _SECOND) if str(name).startswith("vector_")
                   else _WITHOUT_RULE.get(name, ("this expression", "rewrite it with the functions texderive knows")))
    return UnsupportedError(f"no rule differentiates {words} here", code="TD340", hint=hint)
