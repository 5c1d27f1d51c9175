"""What is differentiated does not contain what it is differentiated by: the derivative is 0, which is said,
unless something connects the two."""
from __future__ import annotations

from typing import TYPE_CHECKING

from ... import tree
from ...errors import UnsupportedError
from ..conventions import LOSSES
from ..names import key_of, name_of
from ..reading import Definition, names_in, names_through
from ..terms.elaborate import Elaborator, SymbolTerm
from ..terms.term import Term, symbols_below
from ..terms.term import below as all_below

if TYPE_CHECKING:
    from .request import Request


def absent(request: Request, kind: str, el: Elaborator, body: Term, variables: list[Term]) -> None:
    """Notes a derivative that is 0 because `body` does not contain a variable.

    Raises UnsupportedError where it may well depend on it: through an equation that is not solved or a definition that
    is not used (TD329), or through a letter whose name says so, or through nothing that is written (TD222);
    and where the members x_j beside a matrix X could be its rows (TD317)."""
    below = symbols_below([body])
    for s in el.symbols.values():
        if s.base in below and s.base in LOSSES and not s.declared and s.base not in el.reading.variables:
            el.note(f"${s.latex}$ is taken as a constant.")
    for v in variables:
        symbol = v.data if v.op == "var" else v.args[0].data
        _no_square(request, symbol, below)
        _no_members(el, v, symbol, body)
        if symbol.base not in below:
            _no_equation(request, el, symbol, below)
            _no_namesake(request, el, v, symbol, below)
            _no_function(request, el, symbol)
            if kind == "derivative":
                _no_missing_link(request, el, symbol)
                _no_definition(request, el, symbol, below)
            el.note(f"${symbol.latex}$ does not occur in the expression.")
        _no_rows(el, v, below)
        if v.op == "var" and v.args:
            _among(el, v, body)


def _no_square(request: Request, symbol, below) -> None:
    r"""\sigma^2 is a variable of its own only where \sigma does not stand."""
    root = symbol.base[:-2] if symbol.base.endswith("^2") else None
    if root is not None and root in below:
        raise UnsupportedError(f"{symbol.key} is no variable of its own where {root} stands too", request.node.span,
                               code="TD222", hint=f"differentiate by {root}, or name the square: v = {root}^2")


def _no_members(el: Elaborator, v: Term, symbol, body: Term) -> None:
    r"""\nabla_w beside vectors w_k or w^{(k)} only: whether all of them together are meant is not said."""
    if not any(s.family and s.base.removesuffix("^()") == symbol.base for s in el.symbols.values()):
        return
    named = [t.data for t in all_below(body) if t.op == "var" and t.data.base.removesuffix("^()") == symbol.base]
    if named and v.op == "var" and not v.args and not any(s is symbol for s in named) and all(s.family for s in named):
        raise UnsupportedError(f"{symbol.key} does not occur in the expression, but its members {named[0].key} do",
                               v.span, code="TD317", hint=f"differentiate by {named[0].key}")


def _among(el: Elaborator, v: Term, body: Term) -> None:
    r"""Says of u_o beside a sum over all u_k that o is one of the numbers k."""
    own = [a.data for a in v.args]
    places = {tuple(a.data for a in t.args) for t in all_below(body) if t.op == "var" and t.data is v.data
              and all(a.op == "idx" for a in t.args)}
    if len(own) == 1 and tuple(own) in places and len(places) > 1:
        other = next(p for p in sorted(places) if list(p) != own)[0]
        el.note(f"${own[0]}$ is one of the numbers ${other}$, so that the sum over them holds ${el.words(v)}$ too.")


def _no_equation(request: Request, el: Elaborator, symbol, below) -> None:
    r"""g(\mu_i) = x_i^T \beta connects \mu_i and \beta, but gives neither."""
    for equation, mentioned in _equations(request):
        through = [s for s in below if s in mentioned]
        if (through and (symbol.base in mentioned
                         or any(symbol.base in names_in(el.reading.definitions[n].body) for n in mentioned
                                if n in el.reading.definitions))):
            raise UnsupportedError(f"{through[0]} depends on {symbol.key} only through the equation "
                                   f"{el.words_of(equation)}", equation.span, code="TD329",
                                   hint=f"solve it: {through[0]} = ...")
        if (symbol.base in mentioned and isinstance(equation, tree.Relation) and equation.ops[0] in ("=", ":=")
                and not symbol.declared):
            raise UnsupportedError(f"what the equation {el.words_of(equation)} gives is not clear, and without it "
                                   f"nothing depends on {symbol.key}", equation.span, code="TD329",
                                   hint="write what it defines alone on its left side")


def _equations(request: Request):
    """(what is written, the names in it) of all that relates letters without giving one of them."""
    asked = _asked(request)
    for equation in request.parts.expressions:
        if isinstance(equation, tree.Relation):
            yield equation, names_in(equation)
    for d in request.parts.definitions:
        inside = names_in(d.body)
        if d.kind == "law" or d.kind == "function" and d.name != asked and not any(p in inside for p in d.params):
            yield _written(d), names_in(d.lhs) | inside


def _asked(request: Request) -> str | None:
    return (name_of(request.node.operand) if isinstance(request.node, tree.Derivative)
            and request.node.operand is not None else None)


def _written(d: Definition) -> tree.Node:
    return tree.equation((d.lhs.span[0], max(d.span[1], d.body.span[1])), d.lhs, d.body)


def _no_namesake(request: Request, el: Elaborator, v: Term, symbol, below) -> None:
    r"""p_y beside a variable p, x_2 beside x_1 = A x_0 and a variable x_0, \dot x beside t:
    constants they are not for sure."""
    chained = ({d.name.partition("_")[0] for d in el.reading.definitions.values() if symbol.base in names_in(d.body)}
               if "_" in symbol.base else ())
    sibling = next((s for s in el.symbols.values() if s.base in below and not s.declared and not symbol.declared
                    and (_numbered(s.base, symbol.base) or s.base.partition("_")[2] == symbol.base or s.base in LOSSES
                         or "_" in s.base and s.base.partition("_")[0] in chained or _a_member(symbol.base, s)
                         or (v.op == "comp" or v.args) and s.base == symbol.base.upper() != symbol.base)), None)
    if sibling is not None:
        _, parted, number = sibling.base.partition("_")
        part = (f", {symbol.key}_{{{number}:}} for its row, {symbol.key}_{{:{number}}} for its column"
                if v.is_matrix and sibling.cols == 1 and parted else "")
        raise UnsupportedError(f"whether {sibling.key} depends on {symbol.key} is not clear", request.node.span, code="TD222",
                               hint=f"define {sibling.key} = ...{part}, or declare {symbol.key} and {sibling.key}")
    whole = next((s for s in el.symbols.values() if s.base in below and s.declared and (s.rows, s.cols) == (1, 1)
                  and s.base == symbol.base.partition("_")[0] != symbol.base and not symbol.declared), None)
    if whole is not None and symbol.base.partition("_")[2].isalpha():
        raise UnsupportedError(f"{whole.key} is declared as a number and has no entry {symbol.key}", request.node.span,
                               code="TD222",
                               hint=f"declare {whole.key} as a vector, or {symbol.key} as a number of its own")
    dotted = next((s for s in below if s.startswith((r"\dot{", r"\ddot{"))), None) if symbol.base == "t" else None
    if dotted is not None:
        raise UnsupportedError(f"{dotted} depends on t, but not written out", request.node.span, code="TD329",
                               hint=f"define what stands below the dot as a function of t, or differentiate by {dotted}")


def _no_function(request: Request, el: Elaborator, symbol) -> None:
    r"""\nabla_v f(x) of an f of which nothing is said: along v, or by a letter that f depends on as well."""
    unsaid = next((o for name, o in el.opaques.items() if name not in el.reading.functions), None)
    if unsaid is not None and not symbol.declared:
        raise UnsupportedError(f"whether {unsaid.latex} depends on {symbol.key} is not clear", request.node.span, code="TD222",
                               hint=rf"write {symbol.key} among its arguments; the derivative along {symbol.key} is "
                                    rf"\nabla {unsaid.latex}(x)\,{symbol.key}")


def _no_definition(request: Request, el: Elaborator, symbol, below) -> None:
    r"""By \rho_j = \log\sigma_j^2 of what is only written with \sigma."""
    own = next((d for d in request.session.definitions if name_of(tree.unscripted(d.lhs)) == symbol.base
                and d.name not in el.reading.definitions), None)
    through = next((s for s in below if own is not None
                    and any(n == s or n.partition("_")[0] == s for n in names_in(own.body))), None)
    if through is not None:
        raise UnsupportedError(f"what is differentiated is written with {through}, not with {symbol.key}",
                               request.node.span, code="TD222",
                               hint=f"write it with {symbol.key}, or differentiate by {through}")


def _no_missing_link(request: Request, el: Elaborator, symbol) -> None:
    r"""What is named, as L = (\hat z - y)^2, is to depend on the variable: a definition that speaks of it and is
    not used, or none, is a link that is missing."""
    asked = _asked(request)
    named = el.reading.definitions.get(asked) if asked else None
    if named is None or symbol.declared or named.kind == "function" and len(named.params) > 1 and symbol.base in named.params:
        return
    given = [d for d in el.reading.definitions.values() if symbol.base in names_in(d.body)]
    # it is worked out of what is asked: z_2 = W_2 z_1 beside z_1
    if any(asked in names_through(d.body, el.reading.definitions) for d in given):
        return
    free = f"if it does not, the derivative is 0: say so by declaring {symbol.key}"
    if given:
        raise UnsupportedError(f"{asked} depends on {symbol.key} through nothing that is given: "
                               f"{symbol.key} stands in {el.words_of(_written(given[-1]))}, which it does not use",
                               request.node.span,
                               code="TD222", hint=f"write how {asked} depends on {key_of(given[-1].lhs)}; {free}")
    raise UnsupportedError(f"nothing says how {asked} depends on {symbol.key}", request.node.span, code="TD222",
                           hint=f"define one of its letters as a formula in {symbol.key}; {free}")


def _numbered(name: str, variable: str) -> bool:
    """p_y, A_1, A^{(1)} and W^{[l]} beside a variable p, A or W that stands nowhere itself; x_0
    is a constant for sure."""
    if name.startswith((variable + "^(", variable + "^[")):
        return name[len(variable) + 2:-1] != "0"
    number = name.removeprefix(variable + "_").removesuffix("^*")
    return number != name and number != "0" and len(number) <= 2 and number.isalnum()


def _a_member(variable: str, s: SymbolTerm) -> bool:
    """w_0 and w_N beside the members or entries of a w, of which it may be one."""
    root, _, number = variable.partition("_")
    return (root == s.base.removesuffix("^()") and len(number) == 1 and (number == "0" or number.isalpha())
            and (bool(s.family) or (s.rows, s.cols) != (1, 1)))


def _no_rows(el: Elaborator, v: Term, below) -> None:
    """Undeclared vectors w_j beside a variable matrix W could be its rows or columns:
    a constant is not to be guessed."""
    if v.op != "var" or not v.is_matrix or len(v.data.name) != 1 or not v.data.name.isupper():
        return
    small = v.data.name.lower()
    for s in el.symbols.values():
        label, _, inner = s.base.partition("_")[2].partition("_")             # the y of w_y and w_{y_i}
        own = s.base.split("_")[0].removesuffix("^()").removesuffix("!")
        entry = own == v.data.name and bool(inner)                            # E_{w_i} beside E
        if (s.family or len(label) == 1 and label.isalpha()) and (s.rows != 1 and own == small or entry) and s.base in below:
            if own == "e":
                continue                                                      # E^T e_w: a unit vector
            if s.declared:
                el.note(f"${s.latex}$ does not depend on ${v.data.latex}$.")
                continue
            raise UnsupportedError(f"whether {s.key} is a row or a column of {v.data.key} is not said", v.span, code="TD317",
                                   hint=f"write {v.data.key}_{{j:}} for a row, {v.data.key}_{{:j}} for a column, or "
                                        f"declare {s.key} as vectors of their own")
