r"""Equations that define a quantity without solving for it: "Let $x^2 + y^2 = 25$. Find $\frac{dy}{dx}$"."""
from __future__ import annotations

import re

from ...prose.symbols import only_symbol
from ..context.defining import head_names
from ..context.scope import Scope
from ..lexical import formula
from ..lexical.operators import variables
from ..lexical.statement import statements
from ..lexical.symbol_names import names_in
from ..outline.structure import Block
from .request import Request

_CALLED = re.compile(r"(?P<name>\\?[A-Za-z]+(?:_\w)?)\s*(?:\\left\s*)?\(.*\)", re.DOTALL)


def equation(request: Request, block: Block, scope: Scope) -> str:
    """The one equation of the block that holds what is differentiated beside what it
    is differentiated by, as LaTeX; else "".

    A name alone on the left defines it, unless it stands on the right as well, z = tanh(Wz + x).
    """
    by = variables(request.latex)
    heads = head_names(request.latex) - by
    if request.kind not in ("derivative", "prime") or len(heads) != 1 or not by and "'" not in request.latex:
        return ""
    found: dict[str, None] = {}
    for fragment in scope.own_fragments(block):
        for s in statements(scope.formula(fragment)):
            if (len(s.sides) != 2 or s.relations[0] != "=" or formula.operator(s.left)
                    or not {*heads, *by} <= {*names_in(s.left), *names_in(s.right)}):
                continue
            called = _CALLED.fullmatch(s.left)
            if called and called["name"] in heads:
                continue                                                 # L(w) = 0 says where L is 0
            if heads <= set(names_in(s.right)) if only_symbol(s.left) else not called or heads <= set(names_in(s.left)):
                found.setdefault(f"{s.left} = {s.right}")
    return next(iter(found)) if len(found) == 1 else ""
