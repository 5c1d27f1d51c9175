r"""Requests in words: "Derive the gradient of f(w) = ... with respect to w"."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ..names import name_of

_WHAT = re.compile(r"\b(gradient|derivative|jacobian|differentiate|hessian)\b", re.IGNORECASE)
_BY = re.compile(r"\b(with respect to|with regard to|w\.?\s?r\.?\s?t\.?)\s*$|\bby\s*$", re.IGNORECASE)


def in_words(formula: tree.Formula) -> tree.Derivative | None:
    """The derivative that text between the mathematics asks for, or None."""
    statements = formula.statements
    asked = operand = before = None
    for n, statement in enumerate(statements):
        if isinstance(statement, tree.Text):
            match = _WHAT.search(statement.text)
            asked = match[1].lower() if match else asked
            following = statements[n + 1] if n + 1 < len(statements) else None
            if match and operand is None:
                operand = before                              # x^T A x, to be differentiated with respect to x
            if asked and operand is not None and _BY.search(statement.text.strip()) and following is not None and name_of(following):
                return _derivative(asked, operand, following)
        else:
            said = statement.parts[0] if isinstance(statement, tree.Relation) and statement.ops[0] in ("=", ":=") else statement
            operand = said if asked and operand is None else operand
            before = said if before is None or not name_of(statement) else before          # x^T A x where A is symmetric
    by = _only_argument(operand)
    return None if by is None else _derivative(asked, operand, replace(by, span=(operand.span[1], operand.span[1])))


def _derivative(asked: str, operand: tree.Node, by: tree.Node) -> tree.Derivative:
    order = 2 if asked == "hessian" else 1
    return tree.Derivative((operand.span[0], by.span[1]), "partial", (tree.Variable(by.span, by, order),), order, operand)


def _only_argument(operand: tree.Node | None) -> tree.Node | None:
    """The x of f(x), or the only letter of an expression: "find the derivative of x^3"."""
    if isinstance(operand, tree.Call) and isinstance(operand.function, tree.Symbol) and operand.function.name not in BY_SPELLING:
        return operand.args[0] if len(operand.args) == 1 and name_of(operand.args[0]) else None
    if operand is None or not any(isinstance(n, (tree.Script, tree.Call, tree.Fraction, tree.Sum)) for n in tree.nodes(operand)):
        return None                                                   # words that nobody marked as such
    letters = {name_of(n): n for n in tree.nodes(operand) if isinstance(n, tree.Symbol) and (len(n.name) == 1 or n.font == "bold") and n.name != "e"}
    return next(iter(letters.values())) if len(letters) == 1 else None
