r"""What a formula asks for: a derivative, a limit, an optimum, or an index expression to contract, as a Problem."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .. import matrix as m
from .. import tree
from ..errors import ShapeError, UnsupportedError
from ..functions import BY_SPELLING
from ..problem import Problem
from ..symbols import Dim
from .asking import asked, opened_group, root_name
from .build import Builder
from .chain_rule import chained
from .codes import hinted
from .context import Session, assumptions, derivative_variables, symbols_of
from .declare import parse
from .derivatives import check_kind, default_variables, expanded, parameter_node, shape_of, size_by_numbers, variable_term
from .directional import along_words, directional
from .domains import PROPERTIES, domain, refuse_edge
from .elaborate import Elaborator
from .entries import definition_with_entries, entries, with_entries
from .indices import index_items
from .gradients import arguments_at, by_entries, together
from .lets import let_term
from .motion import moved
from .names import key_of, name_of
from .places import approached, at_argument, point_of, substitutions, taken_at
from .reading import Definition, alike, names_in
from .statements import IMPLICATIONS, Sorted, asks, sort_statements
from .style import derivative_sign, style_of, upright
from .terms import Term, symbols_below
from .written import operator_latex, request_latex

LOSSES = frozenset(("L", "J", "C", "E", "f", "F", r"\mathcal{L}", r"\mathcal{J}", r"\ell"))       # undefined, they hardly ever are constants
STRUCTURES = ("symmetric", "skew", "diagonal", "lower_triangular")


@hinted()
def interpret(formula: tree.Formula, declare: Mapping | None = None, *, layout: str | None = None) -> Problem:
    r"""Read what a formula asks for.

    Raises ShapeError where shapes contradict each other, UnsupportedError where nothing is asked (TD303) or it is out of reach.
    """
    stated, layout = layout is not None, layout or "numerator"
    if layout not in ("numerator", "denominator"):
        raise UnsupportedError(f"unknown layout {layout!r}", None, code="TD328", hint='layouts are "numerator" and "denominator"')
    declared = parse(declare)
    parts = sort_statements(formula, declared)
    node, at = asked(parts, formula, declared)
    letters = entries([node], parts.definitions, declared)
    if letters:
        node = with_entries(node, letters)
        parts.definitions = [definition_with_entries(d, letters) for d in parts.definitions]
    parts.definitions = [_of_arguments(d, node) for d in parts.definitions]
    along = directional(node, {d.name: d for d in parts.definitions})
    written, node, at = (None, node, at) if along is None else (request_latex(formula, node), along.body, along.where)
    session = Session(declared, parts.definitions, parts.facts, formula.source, layout)
    request = _Request(formula, parts, session, node, at)
    request.written = written
    request.notes = [rf"${a}_{{ij}}$ is the entry ${A}_{{ij}}$ of ${A}$." for a, A in letters.items()]
    if written is not None:
        request.notes.append(f"${written}$ is {along_words(node)}.")
    if len(parts.asked) > 1:
        request.notes.append(f"{len(parts.asked)} things are asked here; this is the first of them.")
    return replace(request.problem(), layout_stated=stated)


class _Request:
    """One request on its way to a Problem."""

    def __init__(self, formula: tree.Formula, parts: Sorted, session: Session, node: tree.Node, at: tree.Node | None):
        self.formula, self.parts, self.session, self.node, self.at, self.bar = formula, parts, session, node, at, at or parts.at
        self.definitions = {d.name: d for d in parts.definitions}
        self.notes: list[str] = []
        self.written: str | None = None           # what is asked, where `node` is another form of it
        self.domains: dict[str, tuple[str, tree.Span]] = {}

    def problem(self) -> Problem:
        found = self._problem()
        if self.parts.vanishing and found.kind == "derivative" and found.body.is_scalar and len(found.variables) == 1 and _is_unknown(found.variables[0], found.free) and not found.at:
            return replace(found, kind="stationary", request=found.request + " = 0", operator=found.operator or rf"\nabla_{{{found.variables[0].data.latex}}}")
        return found

    def _problem(self) -> Problem:
        self.node, place = taken_at(self.node, self.definitions)
        self.at = self.at or place
        if (several := self._all_vanish()) is not None:
            return several
        match self.node:
            case tree.Limit():
                return self._limit(self.node)
            case tree.Optimum():
                return self._optimum(self.node)
            case tree.Derivative() | tree.Symbol() | tree.Call() if (motion := moved(self.node, self.definitions, self.session.layout)) is not None:
                return self._composite(motion)
            case tree.Derivative():
                return self._by_entries(self.node) or self._derivative(self.node)
            case tree.Prime(base=tree.Symbol() | tree.Script()) | tree.Call():
                return self._primed(self.node)
        return self._composite(self.node)

    def _all_vanish(self) -> Problem | None:
        """The stationary points in several variables, where all that is asked are derivatives of one scalar function that are zero."""
        found = together(self.parts.vanishing, self.definitions) if len(self.parts.vanishing) == len(self.parts.asked) and self.at is None else None
        if found is None:
            return None
        operand, nodes = found
        self.notes = [sentence for sentence in self.notes if "things are asked" not in sentence]

        def work(el: Elaborator):
            el.outer = _letters(nodes)
            body = self._body(el, operand)
            if not body.is_scalar:
                raise ShapeError("only a scalar function has stationary points", operand.span, code="TD204", hint="ask for the Jacobian")
            return body, [variable_term(el, v) for v in nodes], nodes

        request = r", \quad ".join(f"{request_latex(self.formula, node)} = 0" for node in self.parts.vanishing)
        return replace(self._finish("stationary", [operand, *nodes], nodes, work, lambda _: ""), request=request)

    def _request_latex(self) -> str:
        r"""What is asked, with the bar that stands behind it: \left.\frac{d}{dx}x^3\right|_{x=2}."""
        if self.written is not None:
            return self.written
        text = request_latex(self.formula, self.node)
        if isinstance(self.node, tree.Derivative) and self.node.operand is not None and self.node.operand.span[0] == self.node.span[0] and self.node.variables \
                and self.node.variables[0].span[0] >= self.node.operand.span[1]:              # asked in words: gradient of x^T A x with respect to x
            body = request_latex(self.formula, self.node.operand)
            text = f"{operator_latex(self.node, expanded(self.node.variables))} " + (rf"\left({body}\right)" if isinstance(self.node.operand, tree.Sum) else body)
        if self.bar is None or self.at is not None and self.bar is not self.at:
            return text
        return rf"\left.{text}\right|_{{{request_latex(self.formula, self.bar)}}}"

    # ------------------------------------------------------------------ kinds
    def _derivative(self, node: tree.Derivative) -> Problem:
        check_kind(node)
        operand, nodes = node.operand, expanded(node.variables)
        while isinstance(opened_group(operand), tree.Derivative) and opened_group(operand).variables and nodes:
            inner = opened_group(operand)
            operand, nodes = inner.operand, expanded(inner.variables) + nodes
        if operand is None:
            raise ShapeError("nothing follows this derivative", node.span, code="TD213", hint="write the expression behind the operator")
        operand, nodes, self.at = at_argument(operand, nodes, node, self.at, self.definitions)
        self.at = point_of(self.at, operand, self.definitions)
        if node.kind in ("nabla", "hessian", "jacobian", "D"):
            names = {name for v in nodes if (name := name_of(v))}
            self.session.gradient.update(names if len(names) == 1 else ())
        self._defined(operand, nodes)
        self._real(operand, nodes)

        def work(el: Elaborator):
            el.outer = _letters(nodes)
            body = self._body(el, operand)
            chosen = nodes or default_variables(el, operand, node)
            while len(chosen) < node.order:
                chosen = chosen + chosen[-1:]
            _order_of_entry(el, body)
            variables = [variable_term(el, v) for v in chosen]
            for v in variables:
                size_by_numbers(el, (body,), v)
            _check_indices(body)
            return body, variables, chosen

        known = nodes or self._named_variables(operand)
        return self._finish("derivative", [operand, *nodes], known, work, lambda chosen: operator_latex(node, chosen, upright(self.formula)))

    def _by_entries(self, node: tree.Derivative) -> Problem | None:
        r"""\nabla f(x, y) of scalars x and y: a matrix of derivatives; None where it is by one variable, or not all are scalars."""
        whole = by_entries(node, self.definitions, self.session.layout)
        if whole is None:
            return None
        at = self.at
        self.at = point_of(at, node.operand, self.definitions) if at is not None else arguments_at(node, self.definitions)
        try:
            return self._composite(whole)
        except ShapeError:
            if not node.variables:
                first = key_of(by_entries(node, self.definitions, "numerator").rows[0][0].variables[0].node)
                raise ShapeError(f"{key_of(node.operand)} has arguments that are no scalars; say by which to differentiate", node.span, code="TD214",
                                 hint=rf"write \nabla_{{{first}}}, one variable at a time") from None
            self.at = at
            return None

    def _named_variables(self, operand: tree.Node) -> list[tree.Node]:
        """The argument of a defined function, where the derivative names no variable."""
        target = operand.function if isinstance(operand, tree.Call) else operand
        d = self.definitions.get(name_of(target) or "")
        return [parameter_node(d)] if d is not None and d.kind == "function" and len(d.params) == 1 else []

    def _body(self, el: Elaborator, operand: tree.Node) -> Term:
        return el.typed(operand)

    def _defined(self, operand: tree.Node, nodes: list[tree.Node]) -> None:
        """A lone name that is nowhere defined has no derivative; a symbol by itself does."""
        target = opened_group(operand)
        target = target.base if isinstance(target, tree.Prime) and root_name(target.base) in {root_name(v) for v in nodes} else target
        call = isinstance(target, tree.Call)
        if call and any(name_of(a) not in {name_of(v) for v in nodes} for a in target.args):
            return
        name = name_of(target.function if call else target)
        if name is None or isinstance(target, tree.Number) or isinstance(target, tree.Script) and target.sup is not None or call and not isinstance(target.function, tree.Symbol):
            return
        if call and len(name) > 1 and name not in (r"\phi", r"\psi", r"\ell", r"\varphi") and not name.startswith(r"\mathcal"):
            return
        declared = {d.name for d in self.session.declared.values()} | {d.base for d in self.session.declared.values()} | {d.name for d in self.parts.facts.declared}
        roots = {root_name(v) for v in nodes}
        base = name_of(target.base) if isinstance(target, tree.Script) else name
        if name in self.definitions or base in self.definitions or name in declared or base in declared or base in roots or name in roots:
            return
        raise UnsupportedError(f"{key_of(target.function if call else target)} is not defined", target.span, code="TD302", hint=f"define it: {key_of(target.function if call else target)} = ...")

    def _real(self, operand: tree.Node, nodes: list[tree.Node]) -> None:
        """By an undeclared \\bar{z} where z stands too: that is the complex conjugate."""
        declared = {d.name for d in self.session.declared.values()}
        for node in nodes:
            name = name_of(node) or ""
            if name.startswith(r"\bar{") and name not in declared and name not in self.definitions and name[5:-1] in names_in(operand):
                raise UnsupportedError(f"a derivative by the complex conjugate {key_of(node)} is not supported", node.span, code="TD313",
                                       hint=f"declare {key_of(node)} if it is a real variable")

    def _primed(self, node: tree.Node) -> Problem:
        """f'(x), \\phi''(t), H_f(x), J_f(x)."""
        prime = node if isinstance(node, tree.Prime) else node.function
        if isinstance(prime, tree.Script):
            count, function = (2 if name_of(prime.base) == "H" else 1), prime.sub
        else:
            count, function = prime.count, prime.base
        d = self.definitions.get(name_of(function) or "")
        usual = isinstance(function, tree.Symbol) and (function.name in BY_SPELLING or function.name == r"\sigma" and function.name not in self.session.declared)
        if d is None and usual and isinstance(node, tree.Call) and len(node.args) == 1 and isinstance(node.args[0], tree.Symbol):        # \sigma'(z)
            return self._derivative(tree.Derivative(node.span, "d", (tree.Variable(node.span, node.args[0], count),), count, tree.Call(node.span, function, node.args)))
        if d is None:
            raise UnsupportedError(f"{key_of(function)} is not defined", function.span, code="TD302", hint=f"define it: {key_of(function)}(x) = ...")
        variable = parameter_node(d) if d.kind == "function" else self._only_variable(d, node)
        at = None
        if isinstance(node, tree.Call) and len(node.args) == 1 and name_of(node.args[0]) != name_of(variable):
            at = tree.Relation(node.span, (variable, node.args[0]), ("=",))
        nodes = [variable] * count
        self.at = self.at or at

        def work(el: Elaborator):
            return let_term(el, el.reading.definitions[d.name], node.span), [variable_term(el, v) for v in nodes], nodes

        return self._finish("derivative", [d.body, variable], nodes, work, lambda chosen: operator_latex(tree.Derivative(
            node.span, "d", tuple(tree.Variable(v.span, v, 1) for v in chosen[:1]), count, None), chosen, upright(self.formula)))

    def _only_variable(self, d: Definition, node: tree.Node) -> tree.Node:
        if isinstance(node, tree.Call) and len(node.args) == 1 and name_of(node.args[0]):
            return node.args[0]
        letters = self._letters_of(d)
        usual = [n for n in ("x", "t", "z") if n in letters]
        if len(letters) == 1 or len(usual) == 1:
            (name,) = usual or letters
            return letters[name]
        raise ShapeError("this derivative does not say its variable", node.span, code="TD214", hint=r"define f(x) = ..., or write \frac{d}{dx}")

    def _letters_of(self, d: Definition, seen: tuple[str, ...] = ()) -> dict[str, tree.Symbol]:
        """The letters that a definition depends on, through others too: what a prime without argument could be by."""
        found: dict[str, tree.Symbol] = {}
        stack: list[tree.Node] = [d.body]
        while stack:
            n = stack.pop()
            name = name_of(n) if isinstance(n, tree.Symbol) else None
            if name in self.definitions and name not in seen:
                found |= self._letters_of(self.definitions[name], (*seen, name))
            elif name and (len(name) == 1 or name.startswith("\\")) and name not in ("e", r"\pi", "I", "1"):
                found.setdefault(name, n)
            stack.extend(c for c in tree.children(n) if not (isinstance(n, tree.Call) and c is n.function))
        return found

    def _composite(self, node: tree.Node) -> Problem:
        """An expression of derivatives with factors, or index notation to contract."""
        whole = chained(node, self.definitions)
        if whole is not None:
            return self._derivative(whole)
        contraction = not asks(node)
        if isinstance(node, tree.Relation):
            node = node.parts[0]

        def work(el: Elaborator):
            return el.typed(node), [], []

        return self._finish("contraction" if contraction else "derivative", [node], derivative_variables([node]), work, lambda _: "")

    def _limit(self, node: tree.Limit) -> Problem:
        target, side = approached(node.target)

        def work(el: Elaborator):
            variable = el.typed(node.variable)
            if variable.op != "var":
                raise ShapeError("a limit needs a variable", node.variable.span, code="TD222")
            body = el.typed(node.body)
            return body, [], [variable, *([el.typed(target)] if target is not None else [])]

        return replace(self._finish("limit", [node.body, node.variable], [node.variable], work, lambda _: ""), side=side)

    def _optimum(self, node: tree.Optimum) -> Problem:
        kind = "argmin" if node.kind in ("argmin", "min") else "argmax"
        nodes = list(node.variables)
        if not nodes:
            raise ShapeError("this optimum does not say its unknown", node.span, code="TD214", hint=r"write \arg\min_{x}")
        constraints = []
        for c in (*node.constraints, *self._restrictions(nodes)):
            where = domain(c)
            if where is not None:
                for name in dict.fromkeys((where[0], *(root_name(v) for v in nodes if name_of(v) == where[0]))):      # p_i > 0 is said of all p
                    self._lies(name, where[1], c.span)
            elif not isinstance(c, tree.Text) and not (isinstance(c, tree.Symbol) and c.name in _letters(nodes)):      # \\forall j
                constraints.append(_equation(c))

        def work(el: Elaborator):
            el.outer = _letters(nodes)
            body = el.typed(node.body)
            for name, (kind, span) in self.domains.items():
                refuse_edge(kind, name, body, span)
            sides = []
            for left, right in constraints:
                a, b = el.typed(left), el.typed(right)
                if b.op != "nil" and not (b.op == "num" and b.data == 0):
                    el.same(a, b, "an equation needs equal shapes")
                sides.append((a, b))
            self.sides = sides
            variables = [variable_term(el, v) for v in nodes]
            for v in variables:
                size_by_numbers(el, (body, *(a for a, _ in sides), *(b for _, b in sides)), v)
            return body, variables, nodes

        return self._finish(kind, [node.body, *nodes, *(x for c in constraints for x in c)], nodes, work, lambda chosen: operator_latex(
            tree.Derivative(node.span, "partial", (), 1, None), chosen[:1]))

    def _lies(self, name: str, kind: str, span: tree.Span) -> None:
        """The unknown lies in an open set, or in a closed one of which only the inside is looked at."""
        if PROPERTIES[kind]:
            self.domains[name] = (kind, span)
            self.parts.facts.props.setdefault(name, []).append(PROPERTIES[kind])

    def _restrictions(self, unknowns: list[tree.Node]) -> list[tree.Relation]:
        r"""The relations beside an optimum that restrict its unknowns, as Ax = b in \min_x f, \quad Ax = b; they are taken out of the statements."""
        names = {n for v in unknowns if (n := name_of(v))}
        implied = [s.span for s in self.formula.statements if isinstance(s, tree.Relation) and any(op in IMPLICATIONS for op in s.ops)]

        def restricts(relation: tree.Node) -> bool:
            if not isinstance(relation, tree.Relation) or isinstance(relation.parts[-1], tree.Missing) or any(a <= relation.span[0] < b for a, b in implied):
                return False
            below = set(names_in(relation))
            for name in below & self.definitions.keys():
                below |= self._letters_of(self.definitions[name]).keys()
            return bool(names & below)

        found = [r for r in self.parts.expressions if restricts(r)]
        found += [r for r in self.parts.members if name_of(r.parts[0]) in names]
        self.parts.expressions = [r for r in self.parts.expressions if r not in found]
        for name in names & self.parts.totals.keys():
            found.append(self.parts.totals.pop(name))
            self.parts.facts.props[name].remove("simplex")
        return found

    # ------------------------------------------------------------------ the problem
    def _absent(self, el: Elaborator, body: Term, variables: list[Term]) -> None:
        """Say so when the expression does not contain what it is differentiated by; refuse where an equation connects the two."""
        below = symbols_below([body])
        for s in el.symbols.values():
            if s.base in below and s.base in LOSSES and not s.declared and s.base not in el.reading.variables:
                el.note(f"${s.latex}$ is taken as a constant.")
        for v in variables:
            symbol = v.data if v.op == "var" else v.args[0].data
            root = symbol.base[:-2] if symbol.base.endswith("^2") else None
            if root is not None and root in below:
                raise UnsupportedError(f"{symbol.key} is no variable of its own where {root} stands too", self.node.span, code="TD222", hint=f"differentiate by {root}, or name the square: v = {root}^2")
            if symbol.base in below:
                continue
            for equation in self.parts.expressions:
                mentioned = names_in(equation) if isinstance(equation, tree.Relation) else ()
                through = [s for s in below if s in mentioned]
                if through and any(symbol.base in names_in(el.reading.definitions[n].body) for n in mentioned if n in el.reading.definitions) or through and symbol.base in mentioned:
                    raise UnsupportedError(f"{through[0]} depends on {symbol.key} only through the equation {el.words_of(equation)}", equation.span, code="TD329",
                                           hint=f"solve it: {through[0]} = ...")
            sibling = next((s for s in el.symbols.values() if s.base in below and not s.declared and not symbol.declared
                            and (_numbered_sibling(s.base, symbol.base) or s.base in LOSSES)), None)
            if sibling is not None:
                raise UnsupportedError(f"whether {sibling.key} depends on {symbol.key} is not clear", self.node.span, code="TD222",
                                       hint=f"define {sibling.key} = ..., or declare {symbol.key} and {sibling.key}")
            dotted = next((s for s in below if s.startswith((r"\dot{", r"\ddot{"))), None) if symbol.base == "t" else None
            if dotted is not None:
                raise UnsupportedError(f"{dotted} depends on t, but not written out", self.node.span, code="TD329", hint=f"define what stands below the dot as a function of t, or differentiate by {dotted}")
            el.note(f"${symbol.latex}$ does not occur in the expression.")

    def _finish(self, kind: str, nodes: list[tree.Node], variables: list[tree.Node], work, operator) -> Problem:
        self.sides: list[tuple[Term, Term]] = []
        where = substitutions(self.at or self.parts.at, variables)
        extra = [x for pair in where for x in pair]

        def whole(el: Elaborator):
            body, chosen, written = work(el)
            values = []
            for left, right in where:
                target, value = el.typed(left), el.typed(right)
                if target.op != "var" or target.args:
                    raise UnsupportedError(f"cannot set {el.words(target)} after differentiating", left.span, code="TD321", hint="an evaluation bar sets whole symbols: x = x_0")
                if value.op != "nil" and not (value.op == "num" and value.data == 0):
                    el.same(target, value, "an evaluation bar needs equal shapes")
                values.append((target, value))
            return body, chosen, written, values

        el, (body, chosen, written, values), builder = self.session.run(nodes + extra, variables, whole)
        for equation in self.parts.expressions:
            if isinstance(equation, tree.Relation) and not equation.span[0] <= self.node.span[0] < equation.span[1]:
                what = "equation" if equation.ops[0] == "=" else "relation"
                el.note(f"The {what} ${el.words_of(equation)}$ is not used.")
        for name, equation in self.parts.totals.items():
            if any(symbol.base == name for symbol in el.symbols.values()):
                el.note(f"The equation ${el.words_of(equation)}$ holds.")
        for d in self.parts.definitions:
            if self.definitions[d.name] is not d and not alike(self.definitions[d.name].body, d.body):
                el.note(f"${key_of(d.lhs)}$ is defined more than once; the last definition counts.")
        for sentence in self.notes:
            el.note(sentence)
        self._absent(el, body, chosen)
        _rows_of_variable(el, body, chosen)
        expr = builder.expr(body)
        by = tuple(builder.expr(v) for v in chosen)
        shape = shape_of(body, chosen, self.session.layout) if kind != "limit" else (body.rows, body.cols)
        symbols = symbols_of(el, builder)
        limit = (builder.symbol(written[0].data), builder.expr(written[1]) if len(written) > 1 else None) if kind == "limit" else None
        sign = derivative_sign(self.formula, kind == "limit" or bool(by) and kind == "derivative" and all(v.is_scalar and v.op == "var" for v in chosen))
        return Problem(
            kind=kind, body=expr, variables=by, layout=self.session.layout,
            shape=None if shape is None else (builder.dim(shape[0]), builder.dim(shape[1])),
            free={i: builder.dim(s) for i, s in el.free.items()}, symbols=symbols, lets=tuple(builder.order), letters=_letters_by_size(el, builder),
            assumptions=assumptions(el, builder), style=replace(style_of(self.formula), derivative=sign), request=self._request_latex(),
            operator=operator(written) if kind != "limit" else "", limit=limit,
            constraints=tuple(_difference(builder, a, b) for a, b in self.sides),
            domain={builder.symbol(root.data): self.domains[root.data.base][0] for root in (v if v.op == "var" else v.args[0] for v in chosen if v.op in ("var", "comp"))
                    if root.op == "var" and root.data.base in self.domains},
            at={builder.symbol(t.data): _fitted(builder.expr(v), t, builder) for t, v in values if t.op == "var"}, structure=_structure(by))


def _of_arguments(d: Definition, node: tree.Node) -> Definition:
    r"""f = x^2 y as the function f(x, y) where \nabla f(x, y) is asked."""
    call = opened_group(node.operand) if isinstance(node, tree.Derivative) and not node.variables else None
    if d.kind != "value" or not isinstance(call, tree.Call) or name_of(call.function) != d.name:
        return d
    names = tuple(name_of(a) for a in call.args if isinstance(a, (tree.Symbol, tree.Script)))
    return replace(d, lhs=call, kind="function", params=names) if len(names) == len(call.args) and None not in names and set(names) <= set(names_in(d.body)) else d


def _is_unknown(variable: m.Expr, free: Mapping[str, Dim]) -> bool:
    """A symbol, or a member of a family or an entry at free letters, which are all that is free."""
    letters = variable.args if variable.op == "var" else variable.args[1:] if variable.op == "comp" else None
    return letters is not None and {i.data for i in letters if i.op == "idx"} == set(free) and all(i.op == "idx" for i in letters)


def _numbered_sibling(name: str, variable: str) -> bool:
    """p_y and A_1 beside a variable p or A that stands nowhere itself; x_0 is a constant for sure."""
    number = name.removeprefix(variable + "_")
    return number != name and number != "0" and len(number) <= 2 and number.isalnum()


def _rows_of_variable(el: Elaborator, body: Term, variables: list[Term]) -> None:
    """Undeclared vectors w_j beside a variable matrix W could be its rows or columns: a constant is not to be guessed."""
    below = symbols_below([body])
    for v in variables:
        if v.op != "var" or not v.is_matrix or len(v.data.name) != 1 or not v.data.name.isupper():
            continue
        small = v.data.name.lower()
        for s in el.symbols.values():
            if s.family and s.rows != 1 and s.base.split("_")[0].removesuffix("^()").removesuffix("!") == small and s.base in below:
                if s.declared:
                    el.note(f"${s.latex}$ does not depend on ${v.data.latex}$.")
                    continue
                raise UnsupportedError(f"whether {s.key} is a row or a column of {v.data.key} is not said", v.span, code="TD317",
                                       hint=f"write {v.data.key}_{{j:}} for a row, or declare {s.key} as vectors of their own")


def _fitted(value: m.Expr, target: Term, builder: Builder) -> m.Expr:
    return m.zeros(builder.shape(target)) if m.is_zero(value) else value


def _difference(builder: Builder, a: Term, b: Term) -> m.Expr:
    left, right = builder.expr(a), builder.expr(b)
    return left if m.is_zero(right) else m.add(left, m.neg(right))


def _letters(nodes: list[tree.Node]) -> set[str]:
    """Index letters in the scripts of the variables: free around the whole body."""
    found = set()
    for node in nodes:
        if isinstance(node, tree.Script) and node.sub is not None:
            found |= {i.name for i in index_items(node.sub) if isinstance(i, tree.Symbol)}
    return found


def _order_of_entry(el: Elaborator, body: Term) -> None:
    """A_ji alone is an entry of the transpose: its axes are i, j."""


    if body.op == "comp" and body.args[0].op == "var" and all(i.op == "idx" for i in body.args[1:]):
        for letter in sorted(el.free):
            el.free[letter] = el.free.pop(letter)


def _check_indices(body: Term) -> None:
    """The terms of a sum need the same free indices."""
    if body.op != "add":
        return
    for t in body.args[1:]:
        first = body.args[0]
        if first.free and t.free and not (first.free <= t.free or t.free <= first.free):
            left, right = (", ".join(sorted(x.free)) for x in (first, t))
            raise ShapeError(f"the terms of this sum have different free indices: {left} against {right}", t.span, code="TD204",
                             hint="sum over an index or use the same free indices in every term")


def _equation(node: tree.Node) -> tuple[tree.Node, tree.Node]:
    if isinstance(node, tree.Relation) and len(node.parts) == 2 and node.ops[0] == "=":
        return node.parts[0], node.parts[1]
    raise UnsupportedError("only equations are supported as constraints", node.span, code="TD327", hint="write g(x) = 0")


def _letters_by_size(el: Elaborator, builder: Builder) -> dict[Dim, list[str]]:
    counts: dict[Dim, dict[str, int]] = {}
    for letter, size in el.letters:
        table = counts.setdefault(builder.dim(size), {})
        table[letter] = table.get(letter, 0) + 1
    return {d: sorted(table, key=lambda c: -table[c]) for d, table in counts.items()}


def _structure(variables: tuple[m.Expr, ...]) -> str | None:
    if not variables:
        return None
    v = variables[0].args[0] if variables[0].op in ("T", "vec", "comp") else variables[0]
    if v.op != "var":
        return None
    return next((s for s in STRUCTURES if s in v.data.props), None)
