r"""Optima and stationary points asked for: the unknowns, where they lie, and the equations that restrict them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import matrix as m
from ... import tree
from ...errors import ShapeError, UnsupportedError
from ...problem import Problem
from ...read.commands import IMPLICATIONS
from ...symbols import Dim
from ..binding import letters_below
from ..names import is_letter, is_transposed, key_of, name_of
from ..reading import names_in
from ..statements.domains import INEQUALITIES, PROPERTIES, beyond_equations, domain
from ..terms.derivatives import index_letters, size_by_numbers, variable_term
from ..terms.elaborate import Elaborator
from ..terms.term import Term, below, is_zero
from ..terms.unify import settled
from .asking import root_name
from .gradients import together
from .request import Request
from .style import operator_latex, request_latex


def optimum(request: Request, node: tree.Optimum) -> Problem:
    """An arg min or arg max.  Raises UnsupportedError for constraints that are neither equations nor a domain
    of the unknown (TD327)."""
    kind = "argmin" if node.kind in ("argmin", "min") else "argmax"
    nodes = [_members(request, v) for v in node.variables] or _usual(request, node)
    if not nodes:
        raise ShapeError("this optimum does not say its unknown", node.span, code="TD214", hint=r"write \arg\min_{x}")
    constraints, bounds = [], []
    for c in _of_wholes((*node.constraints, *_restrictions(request, nodes)), nodes):
        if len(nodes) == 1 and (found := _bounds(request, c, node, nodes[0])):
            bounds += found
            continue
        where = domain(c)
        if where is not None:
            # p_i > 0 is said of all p
            for name in dict.fromkeys((where[0], *(root_name(v) for v in nodes if name_of(v) == where[0]))):
                _lies(request, name, where[1], c.span)
        elif (structure := _structure_said(c, nodes)) is not None:
            request.parts.facts.props.setdefault(structure[0], []).append(structure[1])
        # \\forall j
        elif not isinstance(c, tree.Text) and not (isinstance(c, tree.Symbol) and c.name in index_letters(nodes)):
            constraints.append(_equation(c))
    if constraints and bounds:
        raise beyond_equations(node.span)
    nodes = _general(nodes, constraints, node.body)
    constraints, request.inequalities = constraints + bounds, len(bounds)

    _covariances(request, nodes)

    def work(el: Elaborator):
        el.outer = index_letters(nodes)
        body = el.typed(node.body)
        for name, (kind, span) in request.domains.items():
            _refuse_edge(kind, name, body, span)
        sides = []
        for left, right in constraints:
            a, b = el.typed(left), el.typed(right)
            if not is_zero(a) and not is_zero(b):
                el.same(a, b, "an equation needs equal shapes")
            sides.append((a, b))
        request.sides = sides
        variables = [variable_term(el, v) for v in nodes]
        for a, b in sides:
            _reached(el, a, b, variables, body)
        _below_quotient(el, body, variables)
        for v in variables:
            size_by_numbers(el, (body, *(a for a, _ in sides), *(b for _, b in sides)), v)
        if any(size != 1 and settled(size) != 1 for size in (body.rows, body.cols)):
            raise ShapeError("only a scalar function has an optimum", node.body.span, code="TD204",
                             hint="write as one number what is to be small or large")
        return body, variables, nodes

    return request.finish(kind, [node.body, *nodes, *(x for c in constraints for x in c)], nodes, work,
                          lambda chosen: operator_latex(
        tree.Derivative(node.span, "partial", (), 1, None), chosen[:1]))


def _reached(el: Elaborator, length: Term, value: Term, variables: list[Term], body: Term) -> None:
    r"""Says that the undeclared c of \|x\| = c and x^\top x = c^2 is positive, as there are such x."""
    c = value.args[0] if value.op == "pow" and value.args[1].op == "num" and value.args[1].data == 2 else value
    root = length.args[0] if length.op == "pow" else length
    x = root.args[0] if root.op == "norm" else length if _between(length) is not None else None
    _is_metric(el, length, variables, "the constraint holds on an ellipsoid", len(variables) == 1 and _linear(body, variables[0]))
    if (x is not None and c.op == "var" and c.is_scalar and not c.data.declared and not c.data.props
            and any(v.data is t.data for v in variables for t in below(x) if v.op == t.op == "var")):
        c.data.props = c.data.props | {"positive"}
        el.note(f"${el.words(c)}$ is positive, as a length is.")


def _below_quotient(el: Elaborator, body: Term, variables: list[Term]) -> None:
    r"""The undeclared S below x^\top A x / x^\top S x."""
    while body.op == "ref" and not body.args:
        body = body.data.body
    if body.op == "div":
        _is_metric(el, body.args[1], variables, "the quotient has an optimum")


def _linear(body: Term, x: Term) -> bool:
    """Whether a product holds x in one of its factors alone, which is x or its transpose."""
    held = [f for f in body.args if any(t.op == "var" and t.data is x.data for t in below(f))] if body.op == "mul" else []
    return len(held) == 1 and (held[0].args[0] if held[0].op == "T" else held[0]).op == "var"


def _is_metric(el: Elaborator, form: Term, variables: list[Term], purpose: str, linear: bool = False) -> None:
    r"""Says that the undeclared S of x^\top S x is symmetric and positive definite; of a `linear` objective any letter,
    as there is no optimum otherwise."""
    inner = _between(form)
    if (inner and len(inner) == 1 and inner[0].op == "var" and (linear or inner[0].data.base.split("_")[0] in _METRICS)
            and not inner[0].data.declared
            and not inner[0].data.props and len(variables) == 1 and form.args[-1].data is variables[0].data):
        inner[0].data.props = inner[0].data.props | {"posdef"}
        el.note(f"${el.words(inner[0])}$ is symmetric and positive definite, so that {purpose}.")


def _between(form: Term) -> tuple[Term, ...] | None:
    r"""B of x^\top B x, () of x^\top x; None of any other term."""
    first, last = (form.args[0], form.args[-1]) if form.op == "mul" and len(form.args) > 1 else (form, form)
    held = first.op == "T" and first.args[0].op == last.op == "var" and first.args[0].data is last.data
    return form.args[1:-1] if held else None


def _refuse_edge(kind: str, name: str, body: Term, span) -> None:
    """Raises UnsupportedError for a closed set whose edge the function does not exclude by logarithms
    or powers such as \\theta^k:
    optima at an edge are not looked for."""
    if kind not in ("nonnegative", "closed unit", "psd"):
        return
    inside = [t.args[0] for t in below(body) if t.op == "fn" and t.data == "log" or t.op in ("pow", "hpow")
              and t.args[1].op != "num"]
    held = [x for x in inside if any(t.op == "var" and t.data.base == name for t in below(x))
            and (kind != "psd" or x.op == "det")]
    if len(held) < (2 if kind == "closed unit" else 1):
        raise beyond_equations(span)


def _usual(request: Request, node: tree.Optimum) -> list[tree.Node]:
    """The letters x, y and z of an objective under constraints that does not say its unknowns;
    without constraints the one letter of those that are hardly ever data."""
    usual = ("x", "y", "z") if node.constraints else ("x", "w", r"\theta", r"\beta")
    letters = {n.name: n for n in tree.nodes(node.body) if isinstance(n, tree.Symbol) and n.name in usual}
    if not node.constraints and len(letters) != 1:
        return []
    if letters:
        names = ", ".join(f"${key_of(n)}$" for n in letters.values())
        request.notes.append(f"The unknown{'s are' if len(letters) > 1 else ' is'} {names}.")
    return list(letters.values())


_COVARIANCES = (r"\Sigma", r"\Lambda", r"\Omega")
_METRICS = (*_COVARIANCES, *"SCHKMQP")  # letters of scatters, covariances, Hessians, kernels; A and B may be anything


def _covariances(request: Request, nodes: list[tree.Node]) -> None:
    """A covariance or precision among several unknowns is symmetric and positive definite, unless more is said of it:
    its gradient alone does not need that, the others do."""
    said = request.parts.facts.props
    for v in nodes if len(nodes) > 1 else ():
        name = name_of(v) or ""
        d = request.session.declared.get(name)
        if name.split("_")[0] in _COVARIANCES and name not in said and not (d is not None and (d.props or d.shape == ())):
            base = root_name(v) or name
            for n in dict.fromkeys((name, base)):
                said.setdefault(n, []).append("posdef")
            request.notes.append(f"${key_of(v)}$ is symmetric and positive definite, as a covariance or precision is.")


def all_vanish(request: Request) -> Problem | None:
    """The stationary points in several variables, where all that is asked are derivatives
    of one scalar function that are zero."""
    found = (together(request.parts.vanishing, request.definitions)
             if len(request.parts.vanishing) == len(request.parts.asked) and request.at is None else None)
    if found is None:
        return None
    operand, nodes = found
    request.notes = [sentence for sentence in request.notes if "things are asked" not in sentence]

    def work(el: Elaborator):
        el.outer = index_letters(nodes)
        body = el.typed(operand)
        if not body.is_scalar:
            raise ShapeError("only a scalar function has stationary points", operand.span, code="TD204",
                             hint="ask for the Jacobian")
        return body, [variable_term(el, v) for v in nodes], nodes

    written = r", \quad ".join(f"{request_latex(request.formula, node)} = 0" for node in request.parts.vanishing)
    return replace(request.finish("stationary", [operand, *nodes], nodes, work, lambda _: ""), request=written)


def stationary(request: Request, found: Problem) -> Problem:
    """A derivative of which the formula says that it is zero asks for the stationary points."""
    if (request.parts.vanishing and found.kind == "derivative" and found.body.is_scalar and len(found.variables) == 1
            and _is_unknown(found.variables[0], found.free) and not found.at):
        return replace(found, kind="stationary", request=found.request + " = 0", operator=found.operator
                       or rf"\nabla_{{{found.variables[0].data.latex}}}")
    return found


def _members(request: Request, node: tree.Node) -> tree.Node:
    r"""The p_k for each k, where p is asked for and p_k is what is declared."""
    family = next((d for d in request.session.declared.values() if d.indexed_by and d.base == name_of(node)), None)
    if family is None or family.place != "sub" or any(d.name == family.base for d in request.session.declared.values()):
        return node
    letters = tuple(tree.Symbol(node.span, i, i) for i in family.indexed_by)
    return tree.Script(node.span, node, tree.listed(node.span, letters), None)


def _general(nodes: list[tree.Node], constraints: list[tuple[tree.Node, tree.Node]], body: tree.Node) -> list[tree.Node]:
    r"""The entry A_{ij} for a matrix A whose constraint \sum_j A_{ij} = 1 holds for every i,
    and beside it \pi_k for a vector that is written by its entries."""
    sides = [side for pair in constraints for side in pair]
    rows = {name_of(v): n for side in sides for n in tree.nodes(side) for v in nodes if isinstance(v, tree.Symbol)
            and len(letters := _letters(n, v)) == 2 and len(letters & _bound(side)) == 1}
    entries = {name_of(v): n for side in (*sides, body) for n in tree.nodes(side) for v in nodes if rows
               and isinstance(v, tree.Symbol) and len(_letters(n, v)) == 1}
    return [replace(found, span=v.span) if (found := rows.get(name_of(v)) or entries.get(name_of(v))) is not None else v
            for v in nodes]


def _letters(node: tree.Node, unknown: tree.Node) -> set[str]:
    """i and j of A_{ij}, where the unknown is A; none of anything else."""
    if not isinstance(node, tree.Script) or node.sup is not None or name_of(node.base) != name_of(unknown):
        return set()
    items = tree.items_of(node.sub)
    return {i.name for i in items} if all(map(is_letter, items)) else set()


def _bound(side: tree.Node) -> set[str]:
    return {letter for n in tree.nodes(side) if isinstance(n, tree.BigOp) for letter in letters_below(n.lower)}


def _structure_said(c: tree.Node, unknowns: list[tree.Node]) -> tuple[str, str] | None:
    r"""(P, symmetric) of P = P^\top and (P, skew) of P^\top = -P, where P is an unknown; None of any other constraint."""
    if not isinstance(c, tree.Relation) or c.ops != ("=",):
        return None
    left, right = map(tree.unsigned, c.parts)
    pair = (left, right) if is_transposed(right) else (right, left)
    name = name_of(pair[0])
    turned = is_transposed(pair[1]) and name_of(tree.unscripted(pair[1])) == name
    if not turned or name not in map(name_of, unknowns):
        return None
    return name, "symmetric" if (left is c.parts[0]) == (right is c.parts[1]) else "skew"


def _lies(request: Request, name: str, kind: str, span: tree.Span) -> None:
    """The unknown lies in an open set, or in a closed one of which only the inside is looked at."""
    if PROPERTIES[kind]:
        request.domains[name] = (kind, span)
        request.parts.facts.props.setdefault(name, []).append(PROPERTIES[kind])


def _restrictions(request: Request, unknowns: list[tree.Node]) -> list[tree.Relation]:
    r"""The relations beside an optimum that restrict its unknowns, as Ax = b in \min_x f, \quad Ax = b;
    they are taken out of the statements."""
    names = {n for v in unknowns if (n := name_of(v))}
    implied = [s.span for s in request.formula.statements if isinstance(s, tree.Relation)
               and any(op in IMPLICATIONS for op in s.ops)]

    def restricts(relation: tree.Node) -> bool:
        if (not isinstance(relation, tree.Relation) or isinstance(relation.parts[-1], tree.Missing)
                or any(a <= relation.span[0] < b for a, b in implied)):
            return False
        below = set(names_in(relation))
        for name in below & request.definitions.keys():
            below |= request.letters_of(request.definitions[name]).keys()
        return bool(names & below)

    found = [r for r in request.parts.expressions if restricts(r)]
    found += [r for r in request.parts.members if name_of(r.parts[0]) in names]
    request.parts.expressions = [r for r in request.parts.expressions if r not in found]
    for name in names & request.parts.totals.keys():
        found.append(request.parts.totals.pop(name))
        request.parts.facts.props[name].remove("simplex")
    return found


# of a vector, entry by entry
_OF_ENTRIES = {"succeq": ">=", "succcurlyeq": ">=", "succ": ">", "preceq": "<=", "prec": "<"}


def _of_wholes(constraints: tuple[tree.Node, ...], unknowns: list[tree.Node]) -> list[tree.Node]:
    r"""The constraints with x \ge 0 for what is said of every entry, x_i \ge 0, i = 1, \dots, n,
    and for x \succeq 0 of a vector."""
    wholes = {v.name: v for v in unknowns if isinstance(v, tree.Symbol)}
    letters: set[str] = set()

    def whole(c: tree.Relation) -> tree.Relation:
        left = c.parts[0]
        entry = (isinstance(left, tree.Script) and left.sup is None and name_of(left.base) in wholes
                 and all(map(is_letter, tree.items_of(left.sub))))
        if entry:
            letters.update(i.name for i in tree.items_of(left.sub))
            return replace(c, parts=(wholes[name_of(left.base)], *c.parts[1:]))
        vector = isinstance(left, tree.Symbol) and left.name in wholes and left.name.removeprefix("\\")[:1].islower()
        return replace(c, ops=tuple(_OF_ENTRIES.get(op, op) for op in c.ops)) if vector else c

    found = [whole(c) if isinstance(c, tree.Relation) and set(c.ops) <= INEQUALITIES else c for c in constraints]
    for k, c in enumerate(found):
        if (isinstance(c, tree.Relation) and c.ops == ("=",) and name_of(c.parts[0]) in letters
                and any(isinstance(d, tree.Dots) for d in found[k + 1:k + 2])):
            del found[k:k + 3]                                           # i = 1, \dots, n
            break
    return [c for c in found if not (isinstance(c, tree.Symbol) and c.name in letters)]          # \forall i


def _bounds(request: Request, node: tree.Node, asked: tree.Optimum, unknown: tree.Node) -> list[tuple[tree.Node, tree.Node]]:
    """(lower side, upper side) of each inequality that may hold with equality at the optimum;
    none of x > 0, of what says where a logarithm is, and of what is no inequality."""
    if (isinstance(node, tree.Relation) and node.ops == ("in",) and isinstance(node.parts[1], tree.Group)
            and node.parts[1].kind == "["
            and isinstance(node.parts[1].body, tree.Items) and len(node.parts[1].body.items) == 2):
        low, high = node.parts[1].body.items
        node = tree.Relation(node.span, (low, node.parts[0], high), ("<=", "<="))
    if not isinstance(node, tree.Relation) or set(node.ops) not in ({"<="}, {">="}) or not name_of(unknown) in names_in(node):
        return []
    edges = any(isinstance(n, tree.Call) and name_of(n.function) in ("log", "ln") or isinstance(n, tree.Script)
                and n.sup is not None
                and not isinstance(n.sup, (tree.Number, tree.Group)) and name_of(unknown) in names_in(n.base)
                and not is_transposed(n) for root in (asked.body, *(d.body for d in request.definitions.values()))
                for n in tree.nodes(root))
    if edges and domain(node) is not None:
        return []
    return [(a, b) if op == "<=" else (b, a) for a, op, b in zip(node.parts, node.ops, node.parts[1:])]


def _equation(node: tree.Node) -> tuple[tree.Node, tree.Node]:
    if isinstance(node, tree.Relation) and len(node.parts) == 2 and node.ops[0] == "=":
        return node.parts[0], node.parts[1]
    if isinstance(node, tree.Relation) and set(node.ops) <= INEQUALITIES:
        raise beyond_equations(node.span)
    raise UnsupportedError("only equations are supported as constraints", node.span, code="TD327", hint="write g(x) = 0")


def _is_unknown(variable: m.Expr, free: Mapping[str, Dim]) -> bool:
    """A symbol, or a member of a family or an entry at free letters, which are all that is free."""
    letters = variable.args if variable.op == "var" else variable.args[1:] if variable.op == "comp" else None
    return letters is not None and {i.data for i in letters if i.op == "idx"} == set(free) and all(i.op == "idx" for i in letters)
