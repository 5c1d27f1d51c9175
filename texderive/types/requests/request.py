"""A request on its way to a problem: what all kinds of it share, from the declared symbols to the finished Problem."""
from __future__ import annotations

from ... import matrix as m
from ... import tree
from ...errors import UnsupportedError
from ...problem import Problem
from ...records import changed
from ...symbols import Dim, Symbol
from ..names import canonical, key_of, name_of
from ..notation.extrema import Extremum
from ..ranks.session import Session
from ..reading import Definition, alike, names_in
from ..terms.build import Builder
from ..terms.derivatives import expanded, shape_of
from ..terms.elaborate import Elaborator
from ..terms.term import Term, is_zero
from .absence import absent
from .assumptions import assumptions, symbols_of
from .places import substitutions
from .question import Question
from .style import derivative_sign, operator_latex, request_latex, style_of

STRUCTURES = ("symmetric", "skew", "diagonal", "lower_triangular", "upper_triangular", "toeplitz", "hankel",
              "circulant", "orthogonal")


class Request:
    """One request on its way to a Problem."""

    def __init__(self, question: Question, session: Session):
        self.formula, self.parts, self.session, self.node, self.at = (question.formula, question.parts, session,
            question.node, question.at)
        self.bar = question.at or question.parts.at
        self.definitions = question.definitions()
        self.notes, self.points, self.alike, self.over, self.written = (question.notes, question.points, question.alike,
            question.over, question.written)
        self.unknown: Term | None = None          # what an equation gives, whose derivative is asked for
        self.domains: dict[str, tuple[str, tree.Span]] = {}
        # of the equations that restrict an optimum, and of inequalities, the lower side first
        self.sides: list[tuple[Term, Term]] = []
        self.inequalities = 0                     # how many of the last sides are these

    def latex(self) -> str:
        r"""What is asked, with the bar that stands behind it: \left.\frac{d}{dx}x^3\right|_{x=2}."""
        if self.written is not None:
            return self.written
        text = request_latex(self.formula, self.node)
                # asked in words: gradient of x^T A x with respect to x
        if (isinstance(self.node, tree.Derivative) and self.node.operand is not None
                and self.node.operand.span[0] == self.node.span[0] and self.node.variables
                and self.node.variables[0].span[0] >= self.node.operand.span[1]):
            body = request_latex(self.formula, self.node.operand)
            text = (f"{operator_latex(self.node, expanded(self.node.variables))} "
                    + (rf"\left({body}\right)" if isinstance(self.node.operand, tree.Sum) else body))
        if self.bar is None or self.at is not None and self.bar is not self.at:
            return text
        return rf"\left.{text}\right|_{{{request_latex(self.formula, self.bar)}}}"

    def letters_of(self, d: Definition, seen: tuple[str, ...] = ()) -> dict[str, tree.Symbol]:
        """The letters that a definition depends on, through others too: what a prime without argument could be by."""
        found: dict[str, tree.Symbol] = {}
        stack: list[tree.Node] = [d.body]
        while stack:
            n = stack.pop()
            name = name_of(n) if isinstance(n, tree.Symbol) else None
            if name in self.definitions and name not in seen:
                found |= self.letters_of(self.definitions[name], (*seen, name))
            elif name and (len(name) == 1 or name.startswith("\\")) and name not in ("e", r"\pi", "I", "1"):
                found.setdefault(name, n)
            stack.extend(c for c in tree.children(n) if not (isinstance(n, tree.Call) and c is n.function))
        return found

    def finish(self, kind: str, nodes: list[tree.Node], variables: list[tree.Node], work, operator) -> Problem:
        """`work` types what is asked: (body, variables, the variables as written);
        `nodes` is all it reads, `operator` writes the operator of the latter."""
        where = substitutions(self.at or self.parts.at, variables)
        extra = [x for pair in (*where, *self.alike) for x in pair]

        def whole(el: Elaborator):
            for one, other in self.alike:
                el.same(el.typed(one), el.typed(other), "a letter and its change need one shape")
            body, chosen, written = work(el)
            over = None if self.over is None else el.typed(self.over)
            values = []
            for left, right in where:
                target, value = el.typed(left), el.typed(right)
                if target.op != "var" or target.args:
                    raise UnsupportedError(f"cannot set {el.words(target)} after differentiating", left.span,
                                           code="TD321", hint="an evaluation bar sets whole symbols: x = x_0")
                if not is_zero(value):
                    el.same(target, value, "an evaluation bar needs equal shapes")
                values.append((target, value))
            compared = [_compared(el, e) for e in self.parts.extrema]
            return body, chosen, written, values, compared, over

        extra += [x for e in self.parts.extrema for x in (e.label, e.values)] + ([self.over] if self.over is not None else [])
        el, (body, chosen, written, values, compared, over), builder = self.session.run(nodes + extra,
            [*variables, *self.points], whole)
        _followed(el, self.parts.definitions, variables)
        self._say(el)
        absent(self, kind, el, body, chosen)
        expr = builder.expr(body)
        by = tuple(builder.expr(v) for v in chosen)
        shape = shape_of(body, chosen, self.session.layout) if kind != "limit" else (body.rows, body.cols)
        symbols = symbols_of(el, builder)
        limit = ((builder.symbol(written[0].data), builder.expr(written[1]) if len(written) > 1 else None)
                 if kind == "limit" else None)
        primed = {s.key for s in symbols.values() if "'" in s.key or "prime" in s.key}
        shapes = ([(s.key, s.shape) for s in symbols.values()]
                  + [(let.key, let.expr.shape) for let in builder.order if not let.params])
        arrays = {name for name, shape in shapes if shape != (1, 1) and not any(p.startswith(name) for p in primed)}
        sign = derivative_sign(self.formula, kind == "limit" or bool(by) and kind == "derivative"
                               and all(v.is_scalar and v.op == "var" for v in chosen))
        return Problem(
            kind=kind, body=expr, variables=by, layout=self.session.layout,
            shape=None if shape is None else (builder.dim(shape[0]), builder.dim(shape[1])),
            free={i: builder.dim(s) for i, s in el.free.items()}, symbols=symbols, lets=tuple(builder.order),
            letters=_letters_by_size(el, builder),
            assumptions=assumptions(el, builder), style=changed(style_of(self.formula, symbols.values(), arrays),
                derivative=sign), request=self.latex(),
            operator=operator(written) if kind != "limit" else "", limit=limit,
            constraints=tuple(_difference(builder, a, b) for a, b in self.sides), inequalities=self.inequalities,
            domain={builder.symbol(root.data): self.domains[root.data.base][0]
                    for root in (v if v.op == "var" else v.args[0] for v in chosen if v.op in ("var", "comp"))
                    if root.op == "var" and root.data.base in self.domains},
            at={builder.symbol(t.data): _fitted(builder.expr(v), t, builder) for t, v in values if t.op == "var"},
            places=dict(_place(builder, *found) for found in compared),
            implicit=builder.expr(self.unknown) if self.unknown is not None else None, over=builder.expr(over)
            if over is not None else None, structure=_structure(by))

    def _say(self, el: Elaborator) -> None:
        """Notes on formulas that are not used, or hold, and names that are defined twice."""
        for equation in self.parts.expressions:
            if (not equation.span[0] <= self.node.span[0] < equation.span[1]
                    and isinstance(equation, tree.Relation | tree.Sum | tree.Product | tree.Fraction | tree.Call)):
                related = isinstance(equation, tree.Relation)
                what = "formula" if not related else "equation" if equation.ops[0] == "=" else "relation"
                el.note(f"The {what} ${el.words_of(equation)}$ is not used.")
        for name, equation in self.parts.totals.items():
            if any(name in (symbol.base, canonical(symbol.key)) for symbol in el.symbols.values()):
                el.note(f"The equation ${el.words_of(equation)}$ holds.")
        for d in self.parts.definitions:
            if self.definitions[d.name] is not d and not alike(self.definitions[d.name].body, d.body):
                el.note(f"${key_of(d.lhs)}$ is defined more than once; the last definition counts.")
        for sentence in self.notes:
            el.note(sentence)


def _fitted(value: m.Expr, target: Term, builder: Builder) -> m.Expr:
    return m.zeros(builder.shape(target)) if m.is_zero(value) else value


def _difference(builder: Builder, a: Term, b: Term) -> m.Expr:
    left, right = builder.expr(a), builder.expr(b)
    return left if m.is_zero(right) else m.neg(right) if m.is_zero(left) else m.add(left, m.neg(right))


def _compared(el: Elaborator, e: Extremum) -> tuple[Term, Term, Extremum]:
    """The label of an extremum and the sum over what is compared, typed where the letter of a label c_n is bound."""
    if e.label.sup is not None:
        label, compared = el.typed(e.label), el.typed(e.values)
    else:
        label, compared = (el.typed(tree.BigOp(e.label.span, "sum", e.label.sub, None, x)).args[0] for x in (e.label, e.values))
    if compared.args[0].op == "sum" and compared.args[0].span == compared.span:
        raise UnsupportedError(f"{e.said} is over more than one index", compared.span, code="TD315",
                               hint="supported is one index beside a condition, or several over all entries")
    return label, compared, e


def _place(builder: Builder, label: Term, compared: Term, e: Extremum) -> tuple[Symbol, tuple[m.Expr, dict[str, Dim], str]]:
    """(the symbol of a label, (its value, the letters free in it, how it is written))."""
    numbered, indices = (label.args[0], label.args[1:]) if label.op == "comp" else (label, label.args)
    whole, symbol = builder.expr(compared), builder.symbol(numbered.data)
    sizes = symbol.family or tuple(d for d in symbol.shape if d != 1)
    return symbol, (m.make("place", whole.args, (e.kind, whole.data), (1, 1)),
                    {i.data: d for i, d in zip(indices, sizes)}, e.place)


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
    found = next((s for s in STRUCTURES if s in v.data.props), None)
    return found or ("symmetric" if v.data.props & {"posdef", "psd"} else None)


def _followed(el: Elaborator, definitions: list[Definition], variables: list[tree.Node]) -> None:
    """Raises where x_t depends on the variable through a recurrence x_{t+1} = A x_t + B u_t, which is not followed."""
    by = {name_of(v.base) if isinstance(v, tree.Script) else name_of(v) for v in variables}
    for d in definitions:
        if d.kind == "value" and isinstance(d.lhs, tree.Script) and isinstance(d.lhs.sub, tree.Sum) and d.name not in el.lets:
            base = name_of(d.lhs.base)
            if any(s.base == base for s in el.symbols.values()) and by & {name.split("_")[0] for name in names_in(d.body)}:
                raise UnsupportedError(f"{key_of(d.lhs)} is given by a recurrence, which is not followed",
                                       d.lhs.span, code="TD329",
                                       hint="write out the steps, x_1 = A x_0 + B u_0, or leave the recurrence away")
