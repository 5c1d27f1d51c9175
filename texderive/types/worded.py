r"""Requests in words: "Derive the gradient of f(w) = ... with respect to w"."""
from __future__ import annotations

import re

from .. import tree
from .names import name_of

_WHAT = re.compile(r"\b(gradient|derivative|jacobian|differentiate|hessian)\b", re.IGNORECASE)
_BY = re.compile(r"\b(with respect to|with regard to|w\.?\s?r\.?\s?t\.?)\s*$|\bby\s*$", re.IGNORECASE)


def in_words(formula: tree.Formula) -> tree.Derivative | None:
    """The derivative that text between the mathematics asks for, or None."""
    statements = formula.statements
    asked = operand = None
    for n, statement in enumerate(statements):
        if isinstance(statement, tree.Text):
            match = _WHAT.search(statement.text)
            asked = match[1].lower() if match else asked
            following = statements[n + 1] if n + 1 < len(statements) else None
            if asked and operand is not None and _BY.search(statement.text.strip()) and following is not None and name_of(following):
                order = 2 if asked == "hessian" else 1
                return tree.Derivative((operand.span[0], following.span[1]), "partial", (tree.Variable(following.span, following, order),), order, operand)
        elif asked and operand is None:
            operand = statement.parts[0] if isinstance(statement, tree.Relation) and statement.ops[0] in ("=", ":=") else statement
    return None
