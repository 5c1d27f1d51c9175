r"""Letters before brackets that make a call and no product: A(t), N(d_1), p_\theta(x)."""
from __future__ import annotations

from ... import tree
from ...functions import BY_SPELLING
from ...read.commands import DENSITY_LETTERS, MEANS, NORMAL
from ..conventions import KERNELS, SPECIAL, SPECIAL_FUNCTIONS, STARS
from ..names import apart, is_letter, name_of
from ..reading import Reading


def of_a_letter(reading: Reading, node: tree.Call, name: str) -> bool:
    """A(t): nobody writes brackets about a lone factor, so that A depends on t."""
    function = tree.unprimed(node.function)
    # p_\theta(x), p_z(f(x))
    if (isinstance(function, tree.Script) and function.sup is None and isinstance(function.sub, tree.Symbol)
            and (function.sub.name.startswith("\\") or name_of(function.base) in DENSITY_LETTERS)):
        return not reading.known(name) and (name_of(function.base) or "") not in ("\\lambda", "\\sigma", "\\mu") \
            and all(isinstance(a, (tree.Symbol, tree.Script, tree.Call)) for a in node.args)
    # E_0(\theta)
    if (isinstance(function, tree.Script) and function.sup is None and isinstance(function.base, tree.Symbol)
            and isinstance(function.sub, tree.Number)):
        name, function = name_of(function.base) or "", function.base
    return (isinstance(function, tree.Symbol) and (len(name) == 1 or name.startswith("\\")) and name not in SPECIAL
            and name not in reading.variables
            and name not in SPECIAL_FUNCTIONS and name not in BY_SPELLING and all(_lone(reading, a, name) for a in node.args))


def _lone(reading: Reading, a: tree.Node, name: str) -> bool:
    """An argument that no product needs brackets for: t, x', \\|x\\| and, of a kernel, x - x_n."""
    if isinstance(a, tree.Symbol):
        return name_of(a) not in (name, *reading.definitions)
            # N(d_1), u(x_n), \gamma(z_{nk})
    if isinstance(a, tree.Script) and a.sup is None and isinstance(a.base, tree.Symbol) \
            and all(isinstance(i, tree.Number) or is_letter(i) for i in tree.items_of(a.sub)):
        return name_of(a.base) != name
    # u(x^{(n)})
    if (isinstance(a, tree.Script) and a.sub is None and isinstance(a.base, tree.Symbol)
            and isinstance(a.sup, tree.Group) and is_letter(a.sup.body)):
        return name_of(a.base) != name
    # J(w^*)
    if (isinstance(a, tree.Script) and a.sub is None and isinstance(a.base, tree.Symbol)
            and isinstance(a.sup, tree.Symbol) and a.sup.name in STARS):
        return True
    if isinstance(a, tree.Neg) and name in NORMAL:
        return _lone(reading, a.body, name)
    if isinstance(a, tree.Product) and name in MEANS and not reading.known(name):  # the reader made it a call
        return len(a.factors) == 2 and a.op == "juxt"
    # what depends on its script
    if isinstance(a, tree.Call) and isinstance(a.function, tree.Symbol) and "_" in a.function.name:
        return True
    return (isinstance(a, tree.Delim) or isinstance(a, tree.Prime) and isinstance(a.base, tree.Symbol)
            or name in KERNELS and apart(a))
