r"""Letters with scripts and primes: names, components, family members, then transposes and powers."""
from __future__ import annotations

from fractions import Fraction

from .. import tree
from ..errors import UnsupportedError
from .calls import raised_call
from .derivatives import inner_prime
from .elaborate import Elaborator, column, handles
from .elementary import elementwise_function
from .named import array_letters, opened
from .names import is_bold, key_of, name_of
from .norms import inner_product, norm_of
from .powers import elementwise_exponent, power, raised_to, settled_square, superscript_kind
from .products import transposed
from .letters import undeclared_symbol, variable
from .reading import names_in
from .resolve import component, known_term, square_variable, subscripted, superscript_member
from .terms import Term, number
from .unify import Size


@handles(tree.Script)
def _script(el: Elaborator, node: tree.Script) -> Term:
    base, sub, sup = node.base, node.sub, node.sup
    name = name_of(node)
    term = known_term(el, name, node)
    if term is not None:
        return term
    if isinstance(sup, tree.Number) and sup.text.isdigit() and sup.text != "2":
        square = square_variable(el, base if sub is None else tree.Script(node.span, base, sub, None), node.span)
        if square is not None:
            return raised_to(el, square, number(Fraction(int(sup.text), 2), node.span), node.span)        # \sigma^4 by \sigma^2
    letters = array_letters(tree.Script(node.span, base, sub, None)) if sub is not None else None
    if letters is not None and (sup is None or superscript_kind(el, sup) == "T") and not any(letter in el.scope for letter in letters) and _of_entries(base, letters):
        array = opened(el, tree.Script(node.span, base, sub, None), letters)                 # y^T [x_i^2]_i, [X_{ij}]_j^T
        return array if sup is None else transposed(array)
    if isinstance(sub, tree.Symbol) and sub.name == "+" and isinstance(base, (tree.Group, tree.Delim)):
        part = elementwise_function(el, "relu", el.inside(base.body, elementwise=el.elementwise + 1), node.span)
        return part if sup is None else power(el, part, sup, node.span)
    if isinstance(base, tree.Group) and isinstance(base.body, tree.Items) and sub is None and sup is not None and superscript_kind(el, sup) == "T":
        return column(el, base)                                        # (\cos t, \sin t)^T
    if isinstance(base, tree.Delim) and base.kind in ("norm", "abs"):
        return norm_of(el, base, sub, sup, node.span)
    if isinstance(base, tree.Delim) and base.kind == "inner" and sub is not None:
        out = inner_product(el, base, sub)
        return out if sup is None else power(el, out, sup, node.span)
    if isinstance(base, tree.Call) and sub is None and sup is not None:
        return raised_call(el, node)
    if sup is not None:
        term = superscript_member(el, node)
        if term is not None:
            return term
        term = known_term(el, name_of(tree.Script(node.span, base, None, sup)), node)
        if term is not None:
            return term if sub is None else component(el, term, tree.items_of(sub), node.span)
        term = _chosen(el, name, node)
        if term is not None:
            return term
        if sub is not None and isinstance(sup, tree.Group):
            whole = tree.Script(node.span, base, None, sup)
            term = _chosen(el, name_of(whole), whole)
            if term is not None:
                return component(el, term, tree.items_of(sub), node.span)          # w^{(l)}_j of a name w^{(l)}
    if sub is None:
        if tree.is_number(base, "1") and superscript_kind(el, sup) == "T":
            return Term("ones", (), None, 1, Size(), node.span)             # 1^T x with a plain 1
        if isinstance(base, tree.Symbol) and base.name == "e" and name_of(base) not in el.reading.variables and not _vector_e(el) \
                and "e" not in el.params and "e" not in el.reading.weights and sup is not None:
            return _exponential(el, sup, node.span)
        if isinstance(base, tree.Derivative) and base.operand is not None and sup.span[0] < base.operand.span[0] and not el.typed(base.operand).is_scalar:
            raise UnsupportedError("the divergence is not supported", node.span, code="TD322", hint=r"\nabla^\top of a vector is its divergence; write \frac{\partial f}{\partial x} for the Jacobian")
        spread = 1 if elementwise_exponent(sup) is not None else 0             # (1 + X)^{\odot 2}: the 1 is spread over all entries
        return power(el, el.inside(base, elementwise=el.elementwise + spread) if spread else el.typed(base), sup, node.span)
    if isinstance(base, tree.Script) and base.sub is None and base.sup is not None:      # (x^{(i)})_j written as nested scripts
        inner = tree.Script(node.span, base.base, sub, base.sup)
        term = superscript_member(el, inner)
        if term is not None:
            return term if sup is None else power(el, term, sup, node.span)
    if sup is not None and sup.span[0] < sub.span[0] and _of_the_matrix(el, base, sub, sup):
        return component(el, power(el, el.typed(base), sup, node.span), tree.items_of(sub), node.span)      # A^{-1}_{ij}
    term = subscripted(el, node, base, sub, sup)
    if term is None:
        raise UnsupportedError(f"{key_of(node) or 'this'} is not known here", node.span, code="TD314", hint="declare it")
    if sup is not None and term.op == "comp" and superscript_kind(el, sup) in ("T", "-T"):
        raise el.mismatch(f"{el.words(term)} is a component and has no transpose", node.span, (term,), code="TD204", hint=r"write (A^\top)_{ij}, or A_{ji}")
    return term if sup is None else power(el, term, sup, node.span)


def _of_entries(base: tree.Node, letters: tuple[str, ...]) -> bool:
    """Whether the bracket holds entries with these letters, and not the array that they are entries of."""
    below = {name for n in tree.nodes(base) if isinstance(n, tree.Script) and n.sub is not None for name in names_in(n.sub)}
    return set(letters) <= below


def _vector_e(el: Elaborator) -> bool:
    """Whether e is a letter of the author's that can stand alone; scores e_i = .. leave e^{e_i} the exponential."""
    definition = el.reading.definitions.get("e")
    return el.reading.known("e") and ("e" in el.reading.declared or definition is None or definition.kind != "family")


def _of_the_matrix(el: Elaborator, base: tree.Node, sub: tree.Node, sup: tree.Node) -> bool:
    """Whether in A^{-1}_{ij} and A^\top_{ij} the superscript belongs to the matrix: two indices behind a transpose or an inverse."""
    name = name_of(base)
    inverse = tree.is_minus_one(sup)
    if not isinstance(base, tree.Symbol) or len(tree.items_of(sub)) != 2 or not (inverse or superscript_kind(el, sup) in ("T", "-T")):
        return False
    option = el.choice.get(name)
    d = el.reading.declaration(name, is_bold(key_of(base)))
    return d is not None and not d.indexed_by or option is not None and option.form == "comp" or el.reading.known(name) and d is None


def _chosen(el: Elaborator, name: str | None, node: tree.Node) -> Term | None:
    """A starred or otherwise superscripted name that is a symbol of its own."""
    option = el.choice.get(name) if name else None
    if option is None or option.form == "transpose":
        return None
    return variable(el, undeclared_symbol(el, name, option.rank, option.key or key_of(node), False), (), node.span)


def _exponential(el: Elaborator, sup: tree.Node, span) -> Term:
    x = el.inside(sup, elementwise=el.elementwise + 1)
    if x.is_matrix and settled_square(x):
        el.penalty(0.5, x)
        el.note("$e^{X}$ of a square matrix is the matrix exponential.")
        return Term("mfn", (x,), "exp", x.rows, x.cols, span)
    if x.is_matrix and x.op == "var":
        el.note(f"$e^{{{el.words(x)}}}$ is taken entry by entry, as ${el.words(x)}$ is not square.")
    if not x.is_scalar:
        el.penalty(0.1 if el.params else 0.5 if el.elementwise else 1.5, x)          # e^{-u} of a definition in u is meant for any u
    return Term("fn", (x,), "exp", x.rows, x.cols, span)


@handles(tree.Prime)
def _prime(el: Elaborator, node: tree.Prime) -> Term:
    """X' is a transpose, unless the primed letter is a symbol of its own."""
    name = name_of(node)
    term = known_term(el, name, node) or _chosen(el, name, node)
    if term is not None:
        return term
    base = name_of(node.base)
    definition = el.reading.definitions.get(base) if base else None
    if definition is not None and definition.kind == "function":
        return inner_prime(el, definition, None, node.count, node.span)
    x = el.typed(node.base)
    if node.count > 1 or x.is_scalar and el.reading.declared.get(base or ""):
        raise UnsupportedError(f"the prime on {el.words(x)} has no meaning here", node.span, code="TD323", hint="write the derivative with its variable, or declare the primed name")
    out = transposed(x)
    if name in el.choice and (x.is_scalar or out.op == "T"):
        out = Term("T", (x,), name, x.cols, x.rows, node.span)          # tells the search that x' could be a name
    if x.is_scalar:
        el.penalty(4.0, out)
    return out
