r"""\sum and \prod: bound indices, their ranges and conditions."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ..binding import is_label, stands_alone
from ..conventions import COMPARISONS
from ..names import is_letter
from ..reading import letters_in_scripts, names_in
from .conditions import condition_term
from .elaborate import Elaborator, add, handles
from .indices import index_term
from .named import extreme_entry
from .products import multiply
from .spectra import of_all_values
from .term import Term, number, scalar, varies
from .unify import Size, settled, show, unify

REFUSED = {"int": ("integrals are not supported", "TD311"), "oint": ("integrals are not supported", "TD311"),
           "E": ("expectations are not supported", "TD310"), "V": ("variances are not supported", "TD310"),
           "max": ("this maximum is not supported", "TD315"), "min": ("this minimum is not supported", "TD315"),
           "sup": ("a supremum is not supported", "TD315"), "inf": ("an infimum is not supported", "TD315")}


_LAST = frozenset("nmdNMDKTPL")      # by x_n of a sum up to n, n is the last number
_CLASSES = "yc"              # of j \ne y only the j is summed over: y is the number of the right class


class RangeTerm:
    """An index with its values while sizes are open; lower and upper as in matrix.Range."""

    __slots__ = ("index", "size", "lower", "upper")

    def __init__(self, index: str, size: Size, lower=1, upper=None):
        self.index, self.size, self.lower, self.upper = index, size, lower, upper


@handles(tree.BigOp)
def _bigop(el: Elaborator, node: tree.BigOp) -> Term:
    op = node.op.lstrip("\\")
    if op in ("max", "min") and node.lower is not None:
        return _over_entries(el, op, node)
    if op not in ("sum", "prod"):
        message, code = REFUSED.get(op, (f"{node.op} is not supported", "TD318"))
        raise UnsupportedError(message, node.span, code=code, hint=_inside(el, node) if code in ("TD310", "TD311") else "")
    if isinstance(node.upper, tree.Symbol) and node.upper.name == r"\infty":
        raise UnsupportedError("infinite sums are not supported", node.upper.span, code="TD312",
                               hint="end the sum at a letter, \\sum_{n=1}^{N}")
    spectrum = of_all_values(el, node)
    if spectrum is not None:
        return spectrum
    if node.lower is None:
        raise UnsupportedError(f"this {'sum' if op == 'sum' else 'product'} does not say its index", node.span,
                               code="TD325", hint=rf"write \{op}_i or \{op}_{{i=1}}^n")
    binders, conditions = _binders(el, node.lower, node.upper or el.reading.counts.get(id(node)), node.body, op == "prod")
    binders, between = _between(el, binders)
    conditions += between
    binders = [_renumbered(el, b, node.body) for b in binders]
    steps = _numeric(binders)
    from_zero = {letter for letter, low, _ in binders if tree.is_number(low, "0")}
    entries = bool(from_zero and from_zero & letters_in_scripts(node.body))
    if entries:
        el.note("Entries numbered from 0 keep their numbers, in the ranges too.")
    if steps is not None and not entries:
        return _unrolled(el, op, binders[0][0], steps, node)
    # numbers begin at 1: the term with number 0 stands apart
    if len(binders) == 1 and not conditions and from_zero and not entries:
        letter, low, high = binders[0]
        first, rest = (_unrolled(el, op, letter, range(1), node),
                       _bound(el, op, [(letter, replace(low, text="1"), high)], conditions, node))
        return add(el, [first, rest], node.span) if op == "sum" else multiply(el, [first, rest], node.span)
    return _bound(el, op, binders, conditions, node)


def _inside(el: Elaborator, node: tree.BigOp) -> str:
    """How the derivative of an expectation or an integral is asked for: it passes inside where the distribution,
    or the limits, do not depend on the variable."""
    by = el.reading.variables
    moved = by & {n for part in (node.lower, node.upper) if part is not None for n in names_in(part)}
    inner = el.words_of(tree.opened(node.body))
    inside = f"ask for the derivative of {inner}" if inner != "the expression" else "ask for the derivative of what stands inside"
    if node.op == "V":
        return "a variance is the mean of squared deviations: write it as a finite sum"
    if node.op == "E":
        if moved:
            return (r"the distribution itself depends on the variable: \nabla_\theta E_{p_\theta}[f] = "
                    r"E_{p_\theta}[f\,\nabla_\theta\log p_\theta]; "
                   r"ask for \nabla_\theta\log p_\theta, or write a finite sum")
        return (f"where the distribution does not depend on the variable, the derivative passes inside the "
                f"expectation: {inside}, or write a finite sum")
    if moved:
        return ("the limits depend on the variable (Leibniz' rule): write the integral as a function of its limits, "
                "F(b) - F(a), or a finite sum")
    return (f"where the limits do not depend on the variable, the derivative passes inside the integral: "
            f"{inside}, or write a finite sum")


def _between(el: Elaborator, binders: list) -> tuple[list, list]:
    r"""\sum_{j=i}^{n} and \sum_{j=1}^{i-1} below a sum over i as sums over all j with a condition, j >= i and j < i."""
    plain, conditions = [], []
    for letter, low, high in binders:
        j = tree.Symbol(low.span if low is not None else (0, 0), letter, letter)
        if (bound := _index_below(el, low, 1)) is not None:
            conditions.append((">" if bound is not low else ">=", j, bound))
            low = None
        if (bound := _index_below(el, high, -1)) is not None:
            conditions.append(("<" if bound is not high else "<=", j, bound))
            high = None
        plain.append((letter, low, high))
    return plain, conditions


def _renumbered(el: Elaborator, binder: tuple, body: tree.Node) -> tuple:
    r"""\sum_{n=0}^{N-1} x_n as \sum_{n=1}^N x_n where N is the declared number of entries and n only numbers them."""
    letter, low, high = binder
    if not (tree.is_number(low, "0") and isinstance(high, tree.Sum) and len(high.terms) == 2
            and isinstance(high.terms[0], tree.Symbol) and tree.is_number(tree.unsigned(high.terms[1]), "1")
            and isinstance(high.terms[1], tree.Neg)):
        return binder
    size = high.terms[0]
    shifted = any(isinstance(n, tree.Sum) and letter in names_in(n) for script in tree.nodes(body)
                  if isinstance(script, tree.Script) and script.sub is not None for n in tree.nodes(script.sub))
    if size.name not in _declared_sizes(el) or stands_alone(body, letter) or shifted:
        return binder
    el.note(f"Entries numbered from 0 to ${size.latex} - 1$ are numbered from 1 to ${size.latex}$.")
    return letter, replace(low, text="1"), size


def _declared_sizes(el: Elaborator) -> set:
    return {s for given in el.reading.declared.values() for d in given for s in (*(d.shape or ()), *d.ranges)}


def _index_below(el: Elaborator, limit: tree.Node | None, step: int) -> tree.Symbol | None:
    """The index of another sum, or of the variable, that a limit is, or that it is one `step` away from."""
    if isinstance(limit, tree.Sum) and len(limit.terms) == 2:
        first, second = limit.terms
        if tree.is_number(tree.unsigned(second), "1") and isinstance(second, tree.Neg) == (step < 0):
            limit = first
    if not isinstance(limit, tree.Symbol):
        return None
    own = el.params.get(limit.name)
    free = limit.name in (el.outer | el.reading.free_letters) - _LAST or own is not None and own.op == "idx"
    return limit if limit.name in el.scope or free else None


def _numeric(binders) -> range | None:
    """The values of a sum from 0 to a small number, which is written out."""
    if len(binders) != 1:
        return None
    _, low, high = binders[0]
    if (isinstance(low, tree.Number) and isinstance(high, tree.Number) and low.text == "0" and high.text.isdigit()
            and int(high.text) <= 20):
        return range(int(high.text) + 1)
    return None


def _unrolled(el: Elaborator, op: str, letter: str, steps: range, node: tree.BigOp) -> Term:
    terms = [el.inside(node.body, params=el.params | {letter: number(Fraction(step), node.span)}) for step in steps]
    return add(el, terms, node.span) if op == "sum" else multiply(el, terms, node.span)


def _bound(el: Elaborator, op: str, binders, conditions, node: tree.BigOp) -> Term:
    before = el.scope
    el.scope = dict(before)
    ranges = []
    below = tree.inventory(node.body).names
    try:
        for letter, _, _ in binders:
            name = el.fresh_letter(letter, below)
            ranges.append(RangeTerm(name, Size()))
            el.scope[letter] = (name, ranges[-1].size)
        for r, (_, low, high) in zip(ranges, binders):
            _limits(el, r, low, high)
        body = el.typed(node.body)
        tests = [_condition(el, *c) for c in conditions]
    finally:
        el.scope = before
    if op == "prod" and body.is_matrix:
        raise UnsupportedError("a product of matrices over an index is not supported", node.span, code="TD325",
                               hint=f"write its factors out, or declare {el.words(body)} as a number")
    if op == "prod" and not body.is_scalar:
        raise el.mismatch(f"a product over {binders[0][0]} is one of numbers; "
                          f"{el.words(body)} is {show(body.rows, body.cols)}", node.span, (body,), code="TD325",
                          hint="put brackets around what is multiplied, or write the factors out")
    for r, (letter, low, high) in zip(ranges, binders):
        if letter in below and not conditions and not varies(body, r.index):
            raise el.mismatch(f"nothing that is summed here varies with {letter}, as it is read", node.span, (body,),
                              code="TD223",
                              hint=f"declare what is numbered by {letter}, or define it for each {letter}")
        if letter not in below and not conditions and any(s.base == letter for s in el.symbols.values()):
            raise UnsupportedError(f"this sum runs over {letter}, of which there is one elsewhere", node.span,
                                   code="TD325", hint=rf"number them: \sum_{{i=1}}^n, with {letter}_i for each of them")
        if (low is None and node.upper is None and letter not in below and not conditions
                and (high is not None or settled(r.size) is None)):
            raise UnsupportedError(f"the index {letter} of this sum does not occur in what is summed", node.span,
                                   code="TD325", hint=rf"give its range: \sum_{{{letter}=1}}^n")
        el.letters.append((letter, r.size))
        _close(el, r, high)
    for k, r in reversed(list(enumerate(ranges))):
        own = tests if k == len(ranges) - 1 else []
        args = (body,) if not own else (body, own[0] if len(own) == 1 else scalar("mul", tuple(own), node.span))
        body = Term(op, args, r, body.rows, body.cols, node.span)
    return body


def _over_entries(el: Elaborator, op: str, node: tree.BigOp) -> Term:
    r"""\max_i x_i as the largest entry of an array [x_i]_i."""
    binders, conditions = _binders(el, node.lower, node.upper, node.body)
    body = (_bound(el, op, binders, [], node) if not conditions and len(binders) < 3
            and not any(stands_alone(node.body, b[0]) for b in binders) else None)
    ranges = []
    while body is not None and body.op == op and isinstance(body.data, RangeTerm):
        ranges.append(body.data)
        body = body.args[0]
    if body is None or not body.is_scalar or any(r.lower != 1 or r.upper is not None for r in ranges):
        message, code = REFUSED[op]
        raise UnsupportedError(message, node.span, code=code, hint=rf"supported is \{op}_i over all entries")
    letters = tuple(r.index for r in ranges)
    if not all(varies(body, letter) for letter in letters):
        raise UnsupportedError(f"what stands behind this {op} does not vary with its index", node.span, code="TD325",
                               hint=rf"write \{op}_i over what is numbered by i")
    whole = (body.op == "comp" and body.args[0].op == "var" and [a.data for a in body.args[1:] if a.op == "idx"]
             == list(letters) == [a.data for a in body.args[1:]])
    array = body.args[0] if whole else Term("open", (body,), letters, ranges[0].size, ranges[1].size if len(ranges) > 1
                                            else 1, node.body.span)
    return extreme_entry(el, op, array, node.span)


def _binders(el: Elaborator, lower: tree.Node, upper: tree.Node | None, body: tree.Node, product: bool = False):
    """([(letter, low, high)], [(op, left, right)]) of what stands under the sign."""
    binders, conditions = [], []
    items = tree.items_of(lower)
    for item in items:
        if isinstance(item, tree.Group):
            item = item.body
        pair = tree.items_of(item)
        if all(isinstance(i, tree.Symbol) for i in pair):
            for i in pair:
                _bind(binders, i.name, None, upper)
        elif isinstance(item, tree.Relation):
            _relation(el, item, upper, binders, conditions, body, product)
        else:
            raise UnsupportedError("cannot read what stands under this sum", item.span, code="TD325",
                                   hint=r"write \sum_{i=1}^n, \sum_{i,j} or \sum_{i<j}")
    return binders, conditions


def _bind(binders: list, letter: str, low, high) -> None:
    if all(b[0] != letter for b in binders):
        binders.append((letter, low, high))


def _relation(el: Elaborator, relation: tree.Relation, upper, binders: list, conditions: list,
              body: tree.Node, product: bool) -> None:
    parts, ops = relation.parts, relation.ops
    if ops[0] == "=":
        first = tree.items_of(parts[0])
        for part in first:
            if not isinstance(part, tree.Symbol):
                raise UnsupportedError("cannot read the index of this sum", relation.span, code="TD325",
                                       hint="write \\sum_{i=1}^{n}")
            _bind(binders, part.name, parts[1], upper)
        return
    if ops[0] == "in":
        raise UnsupportedError("a sum over this set is not supported", relation.span, code="TD316",
                               hint=r"number what is summed: \sum_{i \in S} x_i, or \sum_{i=1}^n")
    known = el.scope.keys() | el.outer | el.free.keys() | el.reading.facts.ranges.keys() | {b[0] for b in binders}
    inner = range(len(parts))
    if len(parts) >= 3 and isinstance(parts[0], tree.Number):
        inner = range(1, len(parts) - (1 if len(parts) == 4 or not is_letter(parts[-1]) else 0))
    elif len(parts) >= 3 and not is_letter(parts[-1]):
        inner = range(len(parts) - 1)
    letters = [parts[k].name for k in inner if is_letter(parts[k])]
    bound_here = {b[0] for b in binders}
    label = letters[1] if len(letters) == 2 == len(parts) and ops[0] == "!=" and letters[1] in _CLASSES else None
    new = [name for name in letters if name not in known and name != label] or letters[:1]
    if (len(parts) == 2 == len(letters) and label is None and ops[0] in ("<", "<=", "!=") and letters[1] not in known
            and letters[0] in el.outer - el.scope.keys() - el.free.keys()):
        new = letters                             # by x_i of a sum over i < j: all pairs, and its i is another one
        el.note(f"The sum runs over all pairs, and its ${letters[0]}$ is not the index of the variable.")
    if len(parts) >= 4:                           # 1 <= i < j <= n binds both, whatever is outside
        new = letters
    elif letters and letters[0] in bound_here:    # i = 1, i != j: a condition on i
        new = []
    # \\prod_{j \\ne k}, over the others; by x_l it is over all pairs
    if len(new) == 2 == len(parts) and ops[0] == "!=" and product and not (el.outer or el.reading.free_letters):
        new = new[:1]
        el.note(f"The product runs over ${parts[0].name}$; ${parts[1].name}$ is one number.")
    if len(new) == 2 == len(parts):               # j < i with i nowhere below: only j is bound
        below = tree.inventory(body).names
        new = [name for name in new if name in below] or new[:1]
    for name in new:
        _bind(binders, name, None, None)
    for k, op in enumerate(ops):
        if k in inner and k + 1 in inner:
            conditions.append((op, parts[k], parts[k + 1]))
        elif len(parts) == 2:
            conditions.append((op, parts[0], parts[1]))


def _condition(el: Elaborator, op: str, left: tree.Node, right: tree.Node) -> Term:
    if op not in COMPARISONS:
        raise UnsupportedError("cannot read the condition of this sum", left.span, code="TD325",
                               hint="write it as i < j, i \\neq j or i = 1")
    if is_label(right) and op in ("=", "!="):
        left, right = right, left
    if is_label(left):                                       # j \ne y_i
        return condition_term(el, tree.Relation(left.span, (left, right), (op,)))
    size = Size()
    return scalar("cmp", (index_term(el, left, size), index_term(el, right, size)), left.span, op)


def _limits(el: Elaborator, r: RangeTerm, low: tree.Node | None, high: tree.Node | None) -> None:
    """What is known of the range before the body is read."""
    if isinstance(high, tree.Symbol) and el.scope.get(high.name, ("",))[0] == r.index:
        raise UnsupportedError(f"the index {high.latex} is its own limit", high.span, code="TD325",
                               hint="give the index another letter")
    if low is not None:
        r.lower = _bound_value(el, low)
    if isinstance(high, tree.Symbol) and high.name not in el.scope:
        if not unify(r.size, el.size(high.name)):
            raise ShapeError("this range contradicts an earlier one", high.span, code="TD204",
                             hint="give the two sums the same last index, or declare the sizes")
    elif high is not None:
        r.upper = _bound_value(el, high)
    if r.lower == 0 and isinstance(r.upper, tuple) and r.upper[1] == -1:                       # 0, .., K-1 like 0, .., M
        name = r.upper[0]
        apart = not any(n == name for n, _ in el.scope.values()) and name not in _declared_sizes(el)
        r.upper = None if apart and unify(r.size, el.size(f"{name}-1")) else r.upper
    if isinstance(r.lower, int) and isinstance(r.upper, int) and r.upper < r.lower:
        raise ShapeError(f"this range is empty: from {r.lower} to {r.upper}", high.span, code="TD204",
                         hint="write the smaller number below")


def _close(el: Elaborator, r: RangeTerm, high: tree.Node | None) -> None:
    """What is known once the body has given the size of its slots."""
    size = settled(r.size)
    if isinstance(r.upper, int):
        if size is None and r.lower == 1:
            unify(r.size, el.size(r.upper))
            r.upper = None
        elif size == r.upper:
            r.upper = None
    elif isinstance(r.upper, tuple) and size is None:
        outer = next((s for name, s in el.scope.values() if name == r.upper[0]), None)
        if outer is not None or isinstance(high, tree.Sum):
            unify(r.size, outer or el.size(r.upper[0]))


def _bound_value(el: Elaborator, node: tree.Node):
    """A limit of a range: an int, a size's name, or (name, offset)."""
    match node:
        case tree.Number() if node.text.isdigit():
            return int(node.text)
        case tree.Symbol():
            return (el.scope[node.name][0], 0) if node.name in el.scope else (node.name, 0)
        case tree.Sum() if len(node.terms) == 2 and isinstance(node.terms[0], tree.Symbol):
            first, second = node.terms
            step = tree.unsigned(second)
            if isinstance(step, tree.Number) and step.text.isdigit():
                by = int(step.text) * (-1 if isinstance(second, tree.Neg) else 1)
                return (el.scope[first.name][0] if first.name in el.scope else first.name, by)
    raise UnsupportedError("cannot read this limit of a sum", node.span, code="TD325",
                           hint="write a number, a size such as n, or n-1")
