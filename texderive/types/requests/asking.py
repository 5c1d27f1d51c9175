r"""Which node of a formula asks for something, and at which point;
words ask too: "Derive the gradient of f(w) = ... with respect to w"."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ...functions import BY_SPELLING
from ...patterns import later
from ..conventions import WORDS
from ..names import name_of
from ..notation.changes import sign_of
from ..reading import alike, names_in
from ..statements.sorted import Sorted
from .motion import asks_motion, in_time


def asked(parts: Sorted, formula: tree.Formula, declared: Mapping) -> tuple[tree.Node, tree.Node | None]:
    """The first node that asks for something, and the place of an evaluation bar around it."""
    worded = None if parts.asked else in_words(formula)
    if parts.asked or worded is not None:
        node, at = worded or parts.asked[0], None
        if (isinstance(node, tree.Prime) and not any(isinstance(n, tree.Derivative) for n in tree.nodes(node))
                and (bracket := _primed_bracket(node)) is not None):
            return bracket, None                                         # (x f'(x))'
        if parts.spelled_out and node in parts.spelled_out and _unknown_operand(node, parts, declared):
            node = parts.spelled_out[node]
        node = _bar_around(_operand_inside(node))
        node = _beyond(node, parts) if parts.answered else node
        while isinstance(node, (tree.At, tree.Group)):
            at = node.where if isinstance(node, tree.At) else at
            node = node.body
        return node, at
    for node in parts.expressions:
        if (bracket := _primed_bracket(node)) is not None:
            return bracket, None
    functions = {d.name: d for d in parts.definitions if d.has_arguments() or d.kind == "value"}
    for node in parts.expressions:
        if (scripted := _by_scripts(node, functions)) is not None:
            return scripted, None
    defined = {d.name: d for d in parts.definitions}
    for node in parts.expressions:
        if asks_motion(node) in defined:
            return in_time(node, defined) or (node, None)
    for node in parts.expressions:
        if _indexed(node) and not (isinstance(node, tree.Relation) and node.ops[0] == "approx"):
            return node, None
    for node in parts.expressions:
        if sign_of(node, defined) is not None:
            return node, None
        if isinstance(node, tree.Relation) and any(isinstance(n, tree.Derivative | tree.Limit)
                                                   for n in tree.nodes(node.parts[0])):
            raise UnsupportedError("what is asked stands in a comparison", node.span, code="TD303",
                                   hint="write the derivative by itself, or = ? behind it")
    span = (0, len(formula.source))
    raise UnsupportedError("nothing here asks for a derivative", formula.statements[0].span if formula.statements
                           else span, code="TD303",
                           hint=r"write \frac{\partial}{\partial x} or \nabla_x before the expression, or \arg\min_x")


def _beyond(node: tree.Node, parts: Sorted) -> tree.Node:
    r"""\nabla^2 f(x) beside \nabla f(x) = Ax - b, where f itself is not defined: the derivative of what is told."""
    if not isinstance(node, tree.Derivative) or node.order < 2 or node.operand is None:
        return node
    name = _function_name(node.operand)
    if name is None or any(d.name == name for d in parts.definitions):
        return node
    for first, told in parts.answered.items():
        if (isinstance(first, tree.Derivative) and first.operand is not None and first.order < node.order
                and _function_name(first.operand) == name):
            variables = (node.variables or first.variables
                         or (tuple(tree.Variable(a.span, a, node.order) for a in node.operand.args)
                             if isinstance(node.operand, tree.Call) else ()))
            order = node.order - first.order
            if len(variables) == 1:
                return tree.derivative(node.span, node.kind, variables[0].node, order, tree.Group(told.span, "(", told))
    return node


def _function_name(node: tree.Node) -> str | None:
    node = tree.opened(node)
    return name_of(tree.called(node))


def _primed_bracket(node: tree.Node) -> tree.Derivative | None:
    """(x^2 \\sin x)' as a derivative by its only letter, or by x or t; None where it could be a transpose."""
    if not (isinstance(node, tree.Prime) and isinstance(node.base, tree.Group)):
        return None
    # the f' of (f'(x))'
    primed = {name_of(n.function) for n in tree.nodes(node.base) if isinstance(n, tree.Call)
              and isinstance(n.function, tree.Prime)}
    found = [n for n in names_in(node.base) if n not in primed]
    letters = [n for n in found if len(n) == 1 and n != "e" or n.startswith("\\") and n != r"\pi"]
    if any(n.lstrip("\\")[:1].isupper() or "'" in n for n in found):
        return None
    usual = letters if len(letters) == 1 else [n for n in ("x", "t") if n in letters]
    if len(usual) != 1:
        return None
    x = tree.Symbol(node.span, usual[0], usual[0])
    return tree.derivative(node.span, "d", x, node.count, node.base)


def _by_scripts(node: tree.Node, functions: Mapping) -> tree.Derivative | None:
    """f_x, f_{xy}(1, 2) and f^{(n)}(x) of a function f defined here, as derivatives by its arguments; u_x
    of u = x^2 y by a letter of it."""
    head, args = (node.function, node.args) if isinstance(node, tree.Call) else (node, None)
    d = functions.get(name_of(head.base) or "") if isinstance(head, tree.Script) else None
    if d is None:
        return None
    arguments = ({name_of(a): a for a in d.lhs.args} if isinstance(d.lhs, tree.Call)
                 else {n.name: n for n in tree.nodes(d.body) if isinstance(n, tree.Symbol)})
    match head:
        case tree.Script(sub=None, sup=tree.Group(kind="(", body=tree.Number(text=order))) if (
                isinstance(d.lhs, tree.Call) and len(arguments) == 1 and order.isdigit() and 0 < int(order) < 20):
            kind, letters = "d", [d.lhs.args[0]] * int(order)
        case tree.Script(sub=tree.Node() as sub, sup=None):
            kind, letters = "partial", [arguments.get(name_of(i)) for i in tree.items_of(sub)]
        case _:
            return None
    if None in letters:
        return None
    counted = tuple(tree.Variable(a.span, a, letters.count(a)) for a in dict.fromkeys(letters))
    operand = d.lhs if args is None else tree.Call(node.span, head.base, args)
    return tree.Derivative(node.span, kind, counted, len(letters), operand)


def _operand_inside(node: tree.Node) -> tree.Node:
    r"""\frac{d}{dt}\big|_{t=0} f(t): the bar stands between the operator and what it acts on."""
    if isinstance(node, tree.Product) and node.op == "juxt" and isinstance(node.factors[0], tree.At):
        at, rest = node.factors[0], node.factors[1:]
        if isinstance(at.body, tree.Derivative) and at.body.operand is None:
            span = (rest[0].span[0], rest[-1].span[1])
            operand = tree.side_by_side(span, rest)
            d = at.body
            return tree.At(node.span, tree.Derivative(node.span, d.kind, d.variables, d.order, operand, True), at.where)
    return node


def _bar_around(node: tree.Node) -> tree.Node:
    r"""2\frac{df}{dx}\big|_{x=1} + y: a bar inside of a formula
    that holds the letter nowhere else stands around it all."""
    bars = [n for n in tree.nodes(node) if isinstance(n, tree.At)]
    if not bars or isinstance(tree.opened(node), (tree.At, tree.Derivative)):
        return node
    where = bars[0].where
    outside = tree.replaced(node, lambda n: tree.Number(n.span, "0") if isinstance(n, tree.At) else None)
    if (not isinstance(where, tree.Relation) or not all(alike(bar.where, where) for bar in bars)
            or name_of(where.parts[0]) in names_in(outside)
            or any(isinstance(n, (tree.Derivative, tree.Prime)) for n in tree.nodes(outside))):
        return node
    return tree.At(node.span, tree.replaced(node, lambda n: n.body if isinstance(n, tree.At) else None), where)


def _unknown_operand(node: tree.Node, parts: Sorted, declared: Mapping) -> bool:
    """Whether a derivative is of a name that nothing defines, as the left side of df/dx = d/dx (x^2)."""
    if not isinstance(node, tree.Derivative) or node.operand is None:
        return False
    target = tree.opened(node.operand)
    name = name_of(tree.called(target))
    if name in WORDS or name in BY_SPELLING:
        return False
    known = {d.name for d in parts.definitions} | parts.facts.names(declared)
    return name is not None and name not in known and name not in {root_name(v.node) for v in node.variables}


def _indexed(node: tree.Node) -> bool:
    """Whether an expression is index notation: deltas, [I_n]_{kl} among them, sums or components."""
    return any(isinstance(n, tree.BigOp) or isinstance(n, tree.Script) and n.sub is not None
               and (isinstance(n.base, tree.Symbol) and n.base.name == r"\delta" or _identity(n.base))
               for n in tree.nodes(node))


def root_name(node: tree.Node) -> str | None:
    """The name below all scripts and brackets."""
    while isinstance(node, (tree.Script, tree.Group)):
        node = node.base if isinstance(node, tree.Script) else node.body
    return name_of(node)


def _identity(node: tree.Node) -> bool:
    """[I] or [I_n] in brackets."""
    inner = node.body if isinstance(node, tree.Group) and node.kind in "[(" else None
    inner = inner.base if isinstance(inner, tree.Script) and inner.sup is None else inner
    return isinstance(inner, tree.Symbol) and inner.name == "I"


_WHAT = later(r"\b(gradient|derivative|jacobian|differentiate|hessian)\b", re.IGNORECASE)
_BY = later(r"\b(with respect to|with regard to|w\.?\s?r\.?\s?t\.?)\s*$|\bby\s*$", re.IGNORECASE)


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
            if (asked and operand is not None and _BY.search(statement.text.strip()) and following is not None
                    and name_of(following)):
                return _derivative(asked, operand, following)
        else:
            said = statement.parts[0] if isinstance(statement, tree.Relation) and statement.ops[0] in ("=", ":=") else statement
            operand = said if asked and operand is None else operand
            before = said if before is None or not name_of(statement) else before  # x^T A x where A is symmetric
    by = _only_argument(operand)
    return None if by is None else _derivative(asked, operand, replace(by, span=(operand.span[1], operand.span[1])))


def _derivative(asked: str, operand: tree.Node, by: tree.Node) -> tree.Derivative:
    return tree.derivative((operand.span[0], by.span[1]), "partial", by, 2 if asked == "hessian" else 1, operand)


def _only_argument(operand: tree.Node | None) -> tree.Node | None:
    """The x of f(x), or the only letter of an expression: "find the derivative of x^3"."""
    if isinstance(operand, tree.Call) and isinstance(operand.function, tree.Symbol) and operand.function.name not in BY_SPELLING:
        return operand.args[0] if len(operand.args) == 1 and name_of(operand.args[0]) else None
    if operand is None or not any(isinstance(n, (tree.Script, tree.Call, tree.Fraction, tree.Sum)) for n in tree.nodes(operand)):
        return None                                                   # words that nobody marked as such
    letters = {name_of(n): n for n in tree.nodes(operand) if isinstance(n, tree.Symbol)
               and (len(n.name) == 1 or n.font == "bold") and n.name != "e"}
    return next(iter(letters.values())) if len(letters) == 1 else None
