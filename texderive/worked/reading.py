"""The result: components read back as matrices in the layout in force, or kept in index form."""
from __future__ import annotations

from dataclasses import field

from .. import index as ix
from .. import matrix as mx
from ..deriving.engine import everywhere
from ..errors import UnsupportedError
from ..index import Index, Node
from ..labels import holds_places
from ..lower.blocks import joined
from ..matrix import Expr
from ..raising import NotMatrix
from ..raising.changes import changes_last
from ..raising.factors import slice_indices
from ..raising.facts import written_by_author
from ..raising.finish import finished
from ..raising.polish import polish
from ..records import record
from ..rules import polynomial
from ..rules.algebra import coefficient
from ..solving.expand import replaced
from .kronecker import kronecker_form
from .setup import Setting
from .shares import shares_named
from .sharing import by_name, repeated, size_by_name, square_of_short
from .stacked import with_vectors


@record
class Reading:
    """kind "matrix": `expr`, whose rows and columns are the indices `rows`, `cols`; kind "index": the node itself."""

    kind: str
    expr: Expr | None
    plain: Expr | None             # before polishing
    bare: Expr | None              # polished, our own intermediates still by name
    rows: Index | None
    cols: Index | None
    named: dict[str, Index]
    node: Node
    terms: dict = field(default_factory=dict)        # (term of the node, rows, columns) -> the same read by itself


def axes_of(setting: Setting) -> tuple[Index | None, Index | None, bool]:
    """(row index, column index, whether at most a matrix) of the answer, by the layout."""
    p = setting.problem
    outputs = [k for k in (setting.rows, setting.cols) if k is not None]
    theirs = [k for own in setting.own for k in own]
    denominator = p.layout == "denominator"
    if len(outputs) + len(theirs) > 2:
        return None, None, False
    if not theirs:
        rows, cols = setting.rows, setting.cols
        return (cols, rows, True) if denominator and outputs and len(outputs) == 1 and p.variables else (rows, cols, True)
    if len(theirs) == 2:
        return theirs[0], theirs[1], True
    if len(outputs) == 1:
        return (theirs[0], outputs[0], True) if denominator else (outputs[0], theirs[0], True)
    variable = p.variables[-1]
    row_variable = variable.op != "comp" and variable.shape[0] == 1
    second = len(p.variables) == 2
    column = denominator or (row_variable and variable.op == "T") or second
    return (theirs[0], None, True) if column else (None, theirs[0], True)


def read_back(setting: Setting, node: Node) -> Reading:
    """An answer in index notation as a matrix expression, or in index form where there is none."""
    with written_by_author(setting.author_sums):
        return _read_back(setting, node)


def _read_back(setting: Setting, node: Node) -> Reading:
    if setting.stacked:
        try:
            plain = kronecker_form(setting, node)
        except UnsupportedError:
            if len(setting.own) < 2:
                raise
        else:
            bare = polish(plain)
            return Reading("matrix", inlined(bare, setting), plain, bare, None, None, {}, node)
    rows, cols, small = axes_of(setting)
    named = {k.name: k for k in setting.axes if k not in (rows, cols)}
    found = _raised(setting, node, rows, cols, named) if small and not (named and not _better_as_matrix(node)) else None
    if found is None and small and (numbers := _member_numbers(node, setting)):
        row, col = (k if k not in numbers else None for k in (rows, cols))
        found = _raised(setting, node, row, col, {k.name: k for k in setting.axes if k not in (row, col)})
    # entries x_{i+m} stay in one sum
    if found is not None and not (found.named and mx.size(found.bare) > node.size and holds_places(node)):
        return found
    node = numbers_in_front(node)
    if setting.variables:
        node = everywhere(node, _deltas_last, ix.kinds("mul"), [])
    if (len(setting.axes) > 2 and (node.height or any(n.op == "comp" and n.data.definition is not None and not n.ix
                                                      for n in ix.walk(node)))):
        entries = _entries(setting, node)
        if entries is not None:
            return entries
    return Reading("index", None, None, None, rows, cols, named, node)


def _raised(setting: Setting, node: Node, rows, cols, named: dict) -> Reading | None:
    """The components as a matrix over rows and columns, entry by entry of the `named` indices;
    None where there is no such form."""
    raiser = setting.raiser({k: n for n, k in named.items()})
    for form in _forms(setting, node):
        try:
            plain = raiser.raised(form, rows, cols)
        except NotMatrix:
            continue
        bare = finished(polish(plain), setting.order)
        if setting.blocks:
            bare = polish(joined(bare))
        return Reading("matrix" if not named else "index", inlined(bare, setting), plain, bare, rows, cols, named, form,
                       raiser.terms | {(form, rows, cols): plain})
    return None


def _member_numbers(node: Node, setting: Setting) -> set:
    r"""The indices of the answer that number vectors of a family: k_l^T y is an entry by its number, and no entry
    of a matrix; so is \partial K(\theta)/\partial\theta_l."""
    sliced = {k for n in ix.walk(node, ix.kinds("app")) for k in slice_indices(n) if k in setting.axes}
    return sliced | {k for n in ix.walk(node, ix.kinds("comp")) if n.data.family and n.data.shape != (1, 1)
                     for k in n.ix[:len(n.data.family)] if k in setting.axes}


def _forms(setting: Setting, node: Node):
    """The components as they are, then with vectors for their numbered scalars."""
    yield node
    vectors = with_vectors(setting, node)
    if vectors is not None:
        yield vectors


def _entries(setting: Setting, node: Node) -> Reading | None:
    r"""More than two axes: the sums inside as entries of products, \delta_{il}(BX)_{kj};
    None where one of them is none."""
    named = {k.name: k for k in setting.axes}
    try:
        plain = setting.raiser({k: n for n, k in named.items()}).raised(node)
    except NotMatrix:
        return None
    if any(x.op == "sum" for x in mx.walk(plain)):
        return None
    bare = polish(plain)
    return Reading("index", inlined(bare, setting), plain, bare, None, None, named, node)


def numbers_in_front(node: Node) -> Node:
    """2 before a sum rather than inside, a - b rather than -(b - a), and what all terms share before a bracket."""
    def pull(n: Node) -> Node | None:
        if n.op == "sum" and n.args[0].op == "mul" and n.args[0].args[0].op == "num":
            return ix.mul(n.args[0].args[0], ix.rebuild(n, (ix.mul(*n.args[0].args[1:]),)))
        if n.op == "add" and negative(n.args[0]) and not all(map(negative, n.args)):        # a positive term first
            return ix.add(*sorted(n.args, key=negative))
        if n.op == "add" and n.has_delta:
            return polynomial.shared_outside(n)
        if n.op == "mul" and n.args[0].op == "num" and n.args[0].data < 0:
            for k, f in enumerate(n.args):
                if f.op == "add" and any(negative(t) for t in f.args) and (n.args[0].data == -1 or less_one(f)):
                    turned = sorted((ix.neg(t) for t in f.args), key=negative)
                    return ix.mul(ix.num(-n.args[0].data), *n.args[1:k], ix.add(*turned), *n.args[k + 1:])
        return None

    def less_one(f: Node) -> bool:                           # 1/v - 1, but not an author's x - 1
        return (len(f.args) == 2 and any(t.op == "num" and t.data < 0 for t in f.args)
                and not any(coefficient(t)[1].op == "comp" for t in f.args))

    def negative(t: Node) -> bool:
        number, _ = coefficient(t)
        return number < 0
    return everywhere(node, pull, ix.kinds("sum", "add", "mul"), [])


def _deltas_last(n: Node) -> Node | None:
    r"""X_{kj}\delta_{il} + X_{ki}\delta_{jl}, whichever factor was differentiated."""
    last = tuple(sorted(n.args, key=lambda f: f.op == "delta"))
    return ix.mul(*last) if n.has_delta and n.args != last else None


def _better_as_matrix(node: Node) -> bool:
    """Component answers are read back where families of vectors stand in them, or an unspecified matrix K(\\theta) that
    is differentiated by one component."""
    if any(slice_indices(n) for n in ix.walk(node, ix.kinds("app"))):
        return True
    return any(n.op == "comp" and n.data.family and n.data.shape != (1, 1) for n in ix.walk(node)) or \
        any(n.op == "comp" and n.data.definition is not None for n in ix.walk(node))


READABLE = 40           # nodes of a result that may stand without named parts


def inlined(x: Expr, setting: Setting) -> Expr:
    """Our own intermediates put back where that stays short, else only those used once; the author's stay by name,
    and what is repeated gets one."""
    if x.op == "var" or x.op == "T" and x.args[0].op == "var":
        return x
    with written_by_author(setting.author_sums):
        whole = finished(_without_idle_names(_inlined(x, setting)), setting.order)
        return changes_last(whole) if setting.changes or whole.is_matrix else whole


def _without_idle_names(x: Expr) -> Expr:
    """A number with the author's definitions put in where that is much shorter, as where they cancel: -b
    for -a b P^{-b} / Q with Q = a P^{-b}."""
    refs = list(dict.fromkeys(n for n in mx.walk(x) if n.op == "ref" and not n.args)) if x.is_scalar else []
    if not 0 < len(refs) <= 3:
        return x
    whole = x
    for r in refs:
        whole = polish(replaced(whole, r, r.data.expr))
    if 5 * mx.size(whole) > 3 * mx.size(x):
        return x
    for r in refs:
        value = polish(r.data.expr)
        whole = polish(replaced(whole, value, r))
        if value.op == "div" and value.args[0].op not in ("num", "var"):                # 2 1^T x / n is twice the mean
            whole = min(whole, polish(replaced(whole, value.args[0], mx.mul(value.args[1], r))), key=mx.size)
    return whole


def _inlined(x: Expr, setting: Setting) -> Expr:
    own = setting.given.own
    x = polish(found) if (found := _short_entries(x)) != x else x
    whole = shares_named(_put_back(x, own, lambda r, uses: True), setting)
    # entries beside each other are compared best as they are
    parts = repeated(whole) if mx.size(whole) <= 1.25 * READABLE and whole.op != "block" else []
    if size_by_name(whole, parts) <= READABLE:
        return by_name(whole, parts, setting)
    some = _put_back(x, own, lambda r, uses: uses == 1 and mx.size(r.data.expr) <= 12 or square_of_short(r.data.expr))
    return by_name(some, repeated(some), setting) if mx.size(some) < mx.size(whole) else whole


def _short_entries(x: Expr) -> Expr:
    """x with the entries A_11 of an array that the author wrote out, where they are letters or numbers."""
    if (x.op == "comp" and x.args[0].op == "ref" and not x.args[0].args and (array := x.args[0].data.expr).op == "block"
            and array.data == array.shape and all(a.op == "num" for a in x.args[1:])):
        rows, columns = array.data
        places = [int(a.data) - 1 for a in x.args[1:]]
        cell = array.args[places[0] * columns + places[1] if len(places) == 2 else places[0]]
        return cell if not cell.args else x
    return mx.rebuild(x, tuple(_short_entries(a) for a in x.args)) if x.args else x


def _put_back(x: Expr, own: set, wanted) -> Expr:
    """Definitions put in for the names for which `wanted(ref, uses)` holds."""
    for _ in range(24):
        uses: dict[Expr, int] = {}
        _count(x, own, uses)
        r = next((r for r, n in reversed(uses.items()) if wanted(r, n)), None)
        if r is None:
            return x
        x = polish(replaced(x, r, mx.renamed(r.data.expr, dict(zip(r.data.params, r.args)))))
        if mx.size(x) > 40 * READABLE:
            return x
    return x


def _count(x: Expr, own: set, uses: dict[Expr, int]) -> None:
    if x.op == "ref" and x.data.symbol in own:
        uses[x] = uses.get(x, 0) + 1
    for a in x.args:
        _count(a, own, uses)
