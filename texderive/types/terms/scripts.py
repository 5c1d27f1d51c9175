r"""Letters with scripts and primes: names, components, family members, then transposes and powers."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ... import tree
from ...errors import UnsupportedError
from ..names import is_bold, key_of, name_of
from ..reading import letters_in_scripts
from .blocks import column
from .calls import raised_call
from .derivatives import inner_prime
from .elaborate import Elaborator, handles
from .elementary import elementwise_function, unlikely_array
from .letters import undeclared_symbol, variable
from .named import array_letters, opened
from .norms import inner_product, norm_of
from .powers import elementwise_exponent, power, raised_to, superscript_kind
from .products import transposed
from .resolve import component, known_term, square_variable, subscripted, superscript_member
from .term import Term, number
from .unify import Size, unify


@handles(tree.Script)
def _script(el: Elaborator, node: tree.Script) -> Term:
    """The first of READINGS that fits."""
    for reading in READINGS:
        term = reading(el, node)
        if term is not None:
            return term
    raise UnsupportedError(f"{key_of(node) or 'this'} is not known here", node.span, code="TD314", hint="declare it")


def _known(el: Elaborator, node: tree.Script) -> Term | None:
    """A name with all its scripts."""
    return known_term(el, name_of(node), node)


def _power_of_square(el: Elaborator, node: tree.Script) -> Term | None:
    r"""\sigma^4 where \sigma^2 is the symbol."""
    if not isinstance(node.sup, tree.Number) or not node.sup.text.isdigit() or node.sup.text == "2":
        return None
    square = square_variable(el, tree.without_sup(node), node.span)
    return None if square is None else raised_to(el, square, number(Fraction(int(node.sup.text), 2), node.span), node.span)


def _array_of_entries(el: Elaborator, node: tree.Script) -> Term | None:
    r"""[x_i^2]_i, [X_{ij}]_j^T."""
    if node.sub is None or node.sup is not None and superscript_kind(el, node.sup) != "T":
        return None
    entry = tree.without_sup(node)
    letters = array_letters(entry)
    if letters is None or any(letter in el.scope for letter in letters) or not _of_entries(node.base, letters):
        return None
    array = opened(el, entry, letters)
    return array if node.sup is None else transposed(array)


def _entry_of_derivative(el: Elaborator, node: tree.Script) -> Term | None:
    r"""(\nabla^2 r(x))_{ikl} is \frac{\partial^2 r(x)_i}{\partial x_k\,\partial x_l}:
    as a whole it would have more than two axes."""
    d, items = tree.opened(node.base), tree.items_of(node.sub) if node.sub is not None and node.sup is None else ()
    if not (len(items) > 2 and isinstance(d, tree.Derivative) and d.kind == "nabla" and not d.variables
            and isinstance(d.operand, tree.Call)
            and len(d.operand.args) == 1 and len(items) == d.order + 1):
        return None
    value, x = el.typed(d.operand), el.typed(d.operand.args[0])
    if not (value.is_vector and x.op == "var" and x.is_vector):
        return None
    return Term("deriv", (component(el, value, items[:1], node.span),
                          *(component(el, x, (i,), node.span) for i in items[1:])), el.layout, 1, 1, node.span)


def _positive_part(el: Elaborator, node: tree.Script) -> Term | None:
    """(x)_+, and (x)^+ of what is no matrix, whose pseudoinverse that is."""
    signs = [s for s in (node.sub, node.sup) if isinstance(s, tree.Symbol) and s.name == "+"]
    if len(signs) != 1 or node.sup in signs and node.sub is not None or not isinstance(node.base, (tree.Group, tree.Delim)):
        return None
    inner = el.inside(node.base.body, elementwise=el.elementwise + 1)
    if node.sup in signs and inner.is_matrix:
        return None
    part = elementwise_function(el, "relu", inner, node.span)
    return part if node.sup in signs else _raised(el, part, node)


def _column_in_brackets(el: Elaborator, node: tree.Script) -> Term | None:
    r"""(\cos t, \sin t)^T."""
    listed = isinstance(node.base, tree.Group) and isinstance(node.base.body, tree.Items) and node.sub is None
    return column(el, node.base) if listed and node.sup is not None and superscript_kind(el, node.sup) == "T" else None


def _delimited(el: Elaborator, node: tree.Script) -> Term | None:
    r"""\|x\|_1^2, \langle x, y\rangle_A."""
    base = node.base
    if isinstance(base, tree.Delim) and base.kind in ("norm", "abs"):
        return norm_of(el, base, node.sub, node.sup, node.span)
    return (_raised(el, inner_product(el, base, node.sub), node) if isinstance(base, tree.Delim) and base.kind
            == "inner" and node.sub is not None else None)


def _function_with_power(el: Elaborator, node: tree.Script) -> Term | None:
    """f(x)^2."""
    return raised_call(el, node) if isinstance(node.base, tree.Call) and node.sub is None and node.sup is not None else None


def _name_with_superscript(el: Elaborator, node: tree.Script) -> Term | None:
    """x^{(i)}, w^*, (w^*)_j and w^{(l)}_j: the superscript belongs to a name or numbers its members."""
    if node.sup is None:
        return None
    term = superscript_member(el, node)
    if term is not None:
        return term
    whole = tree.without_sub(node)
    term = known_term(el, name_of(whole), node) if whole is not node else None       # else it has been looked for
    if term is None:
        term = _chosen(el, name_of(node), node)
        if term is not None or node.sub is None or not isinstance(node.sup, tree.Group):
            return term
        term = _chosen(el, name_of(whole), whole)
    return term if term is None or node.sub is None else component(el, term, tree.items_of(node.sub), node.span)


def _row_of_ones(el: Elaborator, node: tree.Script) -> Term | None:
    """1^T x with a plain 1."""
    found = node.sub is None and tree.is_number(node.base, "1") and superscript_kind(el, node.sup) == "T"
    return Term("ones", (), None, 1, Size(), node.span) if found else None


def _power_of_e(el: Elaborator, node: tree.Script) -> Term | None:
    """e^x, where e is no letter of the author's."""
    if node.sub is not None or not (isinstance(node.base, tree.Symbol) and node.base.name == "e"):
        return None
    own = name_of(node.base) in el.reading.variables or _vector_e(el) or "e" in el.params or "e" in el.reading.weights
    return None if own else _exponential(el, node.sup, node.span)


def _power(el: Elaborator, node: tree.Script) -> Term | None:
    """A power, a transpose or an inverse of what has no subscript."""
    base, sup = node.base, node.sup
    if node.sub is not None:
        return None
    if (isinstance(base, tree.Derivative) and base.operand is not None and sup.span[0] < base.operand.span[0]
            and not el.typed(base.operand).is_scalar):
        return el.typed(tree.trace_of(node.span, base))              # \nabla^\top F, the divergence
    spread = 1 if elementwise_exponent(sup) is not None else 0  # (1 + X)^{\odot 2}: the 1 is spread over all entries
    return power(el, el.inside(base, elementwise=el.elementwise + spread) if spread else el.typed(base), sup, node.span)


def _nested(el: Elaborator, node: tree.Script) -> Term | None:
    """(x^{(i)})_j written as nested scripts."""
    base = node.base
    if not isinstance(base, tree.Script) or base.sub is not None or base.sup is None:
        return None
    term = superscript_member(el, tree.Script(node.span, base.base, node.sub, base.sup))
    return None if term is None else _raised(el, term, node)


def _entry_of_power(el: Elaborator, node: tree.Script) -> Term | None:
    r"""A^{-1}_{ij}, and A_{ij}^T, as an entry has no transpose; A_{ij}^{-1} is a power."""
    if node.sup is None or (node.sup.span[0] >= node.sub.span[0] and superscript_kind(el, node.sup) not in ("T", "-T")) \
            or not _of_the_matrix(el, node.base, node.sub, node.sup):
        return None
    return component(el, power(el, el.typed(node.base), node.sup, node.span), tree.items_of(node.sub), node.span)


def _subscripted(el: Elaborator, node: tree.Script) -> Term | None:
    """A component, or a name with its subscript."""
    term = subscripted(el, node)
    if term is not None and node.sup is not None and term.op == "comp" and superscript_kind(el, node.sup) in ("T", "-T"):
        raise el.mismatch(f"{el.words(term)} is a component and has no transpose", node.span, (term,), code="TD204",
                          hint=r"write (A^\top)_{ij}, or A_{ji}")
    return None if term is None else _raised(el, term, node)


READINGS: tuple[Callable[[Elaborator, tree.Script], Term | None], ...] = (
    _known, _power_of_square, _array_of_entries, _entry_of_derivative, _positive_part, _column_in_brackets, _delimited,
    _function_with_power, _name_with_superscript,
    _row_of_ones, _power_of_e, _power,                                     # without a subscript; one of these fits
    _nested, _entry_of_power, _subscripted)


def _raised(el: Elaborator, term: Term, node: tree.Script) -> Term:
    """The term with what stands above the script."""
    return term if node.sup is None else power(el, term, node.sup, node.span)


def _of_entries(base: tree.Node, letters: tuple[str, ...]) -> bool:
    """Whether the bracket holds entries with these letters, and not the array that they are entries of."""
    return set(letters) <= letters_in_scripts(base)


def _vector_e(el: Elaborator) -> bool:
    """Whether e is a letter of the author's that can stand alone; scores e_i = .. leave e^{e_i} the exponential."""
    definition = el.reading.definitions.get("e")
    return el.reading.known("e") and ("e" in el.reading.declared or definition is None or definition.kind != "family")


def _of_the_matrix(el: Elaborator, base: tree.Node, sub: tree.Node, sup: tree.Node) -> bool:
    """Whether in A^{-1}_{ij} and A^\top_{ij} the superscript belongs to the matrix:
    two indices behind a transpose or an inverse."""
    name = name_of(base)
    inverse = tree.is_minus_one(sup)
    if (not isinstance(base, tree.Symbol) or len(tree.items_of(sub)) != 2
            or not (inverse or superscript_kind(el, sup) in ("T", "-T"))):
        return False
    option = el.choice.get(name)
    d = el.reading.declaration(name, is_bold(key_of(base)))
    return (d is not None and not d.indexed_by or option is not None and option.form == "comp" or el.reading.known(name)
            and d is None)


def _chosen(el: Elaborator, name: str | None, node: tree.Node) -> Term | None:
    """A starred or otherwise superscripted name that is a symbol of its own."""
    option = el.choice.get(name) if name else None
    if option is None or option.form == "transpose":
        return None
    return variable(undeclared_symbol(el, name, option.rank, option.key or key_of(node), False), (), node.span)


def _exponential(el: Elaborator, sup: tree.Node, span) -> Term:
    x = el.inside(sup, elementwise=el.elementwise + 1)
    if x.is_matrix and unify(x.rows, x.cols):
        el.penalty(unlikely_array(x) or 0.5, x)
        el.note("$e^{X}$ of a square matrix is the matrix exponential.")
        return Term("mfn", (x,), "exp", x.rows, x.cols, span)
    if x.is_matrix and x.op == "var":
        el.note(f"$e^{{{el.words(x)}}}$ is taken entry by entry, as ${el.words(x)}$ is not square.")
    if not x.is_scalar:
        # e^{-u} of a definition in u is meant for any u
        el.penalty(0.1 if el.params else 0.5 if el.elementwise else 1.5, x)
    return Term("fn", (x,), "exp", x.rows, x.cols, span)


def _entry_of_primed(el: Elaborator, node: tree.Prime, name: str | None) -> Term | None:
    """x_j' beside a vector x' is its entry j; beside a transpose x' it is x_j."""
    script = node.base
    if node.count > 1 or not (isinstance(script, tree.Script) and script.sup is None
                              and isinstance(script.base, tree.Symbol)) or el.reading.known(name):
        return None
    whole = tree.Prime(node.span, script.base, 1)
    option = el.choice.get(name_of(whole))
    if el.reading.known(name_of(whole)) or option is not None and option.form == "name" and option.rank != "S":
        return el.typed(tree.Script(node.span, whole, script.sub, None))
    entry = el.typed(script) if option is not None and option.form == "transpose" else None
    return entry if entry is not None and entry.is_scalar else None


@handles(tree.Prime)
def _prime(el: Elaborator, node: tree.Prime) -> Term:
    """X' is a transpose, unless the primed letter is a symbol of its own."""
    name = name_of(node)
    entry = _entry_of_primed(el, node, name)
    if entry is not None:
        return entry
    term = known_term(el, name, node) or _chosen(el, name, node)
    if term is not None:
        return term
    base = name_of(node.base)
    definition = el.reading.definitions.get(base) if base else None
    if definition is not None and definition.kind == "function":
        return inner_prime(el, definition, None, node.count, node.span)
    x = el.typed(node.base)
    if node.count > 1 or x.is_scalar and el.reading.declared.get(base or ""):
        raise UnsupportedError(f"the prime on {el.words(x)} has no meaning here", node.span, code="TD323",
                               hint="write the derivative with its variable, or declare the primed name")
    out = transposed(x)
    if name in el.choice and (x.is_scalar or out.op == "T"):
        out = Term("T", (x,), name, x.cols, x.rows, node.span)          # tells the search that x' could be a name
    if x.is_scalar:
        el.penalty(4.0, out)
    return out
