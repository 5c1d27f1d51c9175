r"""Products by shape: scalars scale, matrices multiply in order, \cdot of two columns is their inner product."""
from __future__ import annotations

from ... import tree
from ...errors import UnsupportedError
from ..conventions import SPECIAL_FUNCTIONS, WAVES, WEIGHTS
from ..names import is_bold, is_transposed, key_of, name_of
from ..reading import names_in
from .elaborate import Elaborator, handles
from .term import Term, is_literal, scalar
from .unify import Axis, Size, show, unify


@handles(tree.Product)
def _product(el: Elaborator, node: tree.Product) -> Term:
    return KINDS[node.op](el, node)




def refuse_argument(el: Elaborator, first: tree.Node, argument: tree.Node, span, raised: bool = False) -> None:
    r"""x(t) where t is differentiated by and x is not declared: neither a product nor a constant can be meant for sure.

    A bracket that is `raised` to a power is a factor behind \sigma^2: the square of a function has no second exponent."""
    _refuse_spectrum(el, first, argument)
    if isinstance(first, tree.Script) and first.sub is not None and isinstance(argument, tree.Symbol) \
            and name_of(first.base) in ("1", r"\mathbb{1}", r"\chi") and not el.reading.known(name_of(first) or ""):
        raise UnsupportedError("the indicator function of a set is not supported", span, code="TD316",
                               hint=r"write the condition: \mathbf{1}[x > 0]")
    base = first.base if isinstance(first, tree.Script) and (first.sub is None or isinstance(first.sup, tree.Number)) else first
    if not isinstance(base, tree.Symbol):
        return
    if (base.name == r"\sigma" and isinstance(first, tree.Script) and isinstance(first.sup, tree.Number)
            and not raised and not el.reading.known(r"\sigma")
            and not el.reading.known(name_of(first) or "") and any(v in names_in(argument) for v in el.reading.variables)):
        raise UnsupportedError(f"whether {key_of(first)} is a variance or the square of a function is not clear", span,
                               code="TD314",
                               hint=r"declare \sigma, or write \sigma(..)^2")
    name, inner = name_of(base), name_of(argument)
    if el.reading.known(name) or name in el.params:
        return
    if (name == "E" and not isinstance(argument, tree.Symbol) and el.typed(argument).is_scalar
            and any(v in names_in(argument) for v in el.reading.variables)):
        raise UnsupportedError("whether E is an expectation or a factor is not clear; expectations are not supported",
                               span, code="TD310",
                               hint="ask for the derivative of what stands inside: where the distribution does not "
                                    "depend on the variable, it passes inside; or declare E")
    if name in SPECIAL_FUNCTIONS:
        raise UnsupportedError(f"the function {key_of(base)} is not supported", first.span, code="TD314",
                               hint=f"declare {key_of(base)} if it is a symbol")
    turned = is_transposed(first)
    if (name in WAVES and not turned and (isinstance(argument, tree.Sum) or _inner_product(argument))
            and name in el.choice and any(v in names_in(argument) for v in el.reading.variables)):
        raise UnsupportedError(f"whether {key_of(base)} is a function or multiplied by {el.words_of(argument)} is not "
                               f"clear", span, code="TD314",
                               hint=f"write f({el.words_of(argument)}) for an unspecified function, or declare "
                                    f"{key_of(base)} for a product")
    if isinstance(argument, tree.Symbol) and inner in el.reading.variables and name != inner and name in el.choice:
        raise UnsupportedError(f"whether {key_of(base)} depends on {key_of(argument)} or is multiplied by it is not "
                               f"clear", span, code="TD314",
                               hint=f"define {key_of(base)}({key_of(argument)}) = ..., declare {key_of(base)}, or "
                                    f"write the product without brackets")


def _inner_product(node: tree.Node) -> bool:
    """b'x and b^T x, about which a factor needs no brackets."""
    first = node.factors[0] if isinstance(node, tree.Product) else None
    return isinstance(first, tree.Prime) or is_transposed(first)


def _refuse_spectrum(el: Elaborator, first: tree.Node, argument: tree.Node) -> None:
    r"""\lambda_i(X) and \sigma_i(X) are no products: one value of a matrix by its number."""
    if names_value(el, first, argument) and not one_value(el, first, el.typed(argument)):
        raise UnsupportedError(f"the derivative of the eigenvalue or singular value "
                               f"{key_of(first)}({el.words(argument)}) is not supported", first.span, code="TD324",
                               hint=r"declare \lambda_i as a scalar if a product is meant; "
                                    r"supported are \lambda_{\max}, \lambda_{\min} and one numbered eigenvalue, "
                                    r"\lambda_2 or \lambda_k, of a "
                                    r"symmetric matrix and \sigma_{\max}; the sum of all eigenvalues is "
                                    r"\operatorname{tr}, their product \det, "
                                    r"the sum of all singular values \|X\|_*, that of their squares \|X\|_F^2")


def names_value(el: Elaborator, first: tree.Node, argument: tree.Node) -> bool:
    r"""Whether \lambda_i or \sigma_i before a bracket is meant as a value of the matrix in it:
    neither the letter nor its member is known otherwise."""
    numbered = (isinstance(first, tree.Script) and first.sub is not None and isinstance(first.base, tree.Symbol)
                and first.base.name in (r"\lambda", r"\sigma"))
    return (numbered and not el.reading.known(first.base.name) and not el.reading.known(name_of(first) or "")
            and el.typed(argument).is_matrix)


def one_value(el: Elaborator, first: tree.Node, x: Term) -> bool:
    r"""Whether \lambda_2(X) or \lambda_k(X) is one eigenvalue by its number; beyond the second, the matrix has
    to be known to have so many."""
    number_ = (name_of(first) or "").removeprefix(r"\lambda_")
    if not x.is_matrix:
        return False
    if number_.isdecimal():
        return number_ in ("1", "2") or isinstance(size := x.rows.root().name, int) and 0 < int(number_) <= size
    return number_ in ("max", "min") or len(number_) == 1 and number_.islower() and number_ not in el.scope


def multiply(el: Elaborator, terms: list[Term], span) -> Term:
    """The product in order, from the left;
    a finished scalar product such as a^T x becomes one factor of what follows."""
    terms = _rows_applied(terms)
    rows, cols, last = 1, 1, None
    done: list[Term] = []
    part: list[Term] = []
    for term in terms:
        if term.is_scalar:
            if (part and part[-1].is_scalar and _letter(part[-1])[:1].isupper() and _letter(term)
                    and not _letter(term)[:1].isupper()):
                el.penalty(0.5, part[-1], term)  # A x of a capital and a small letter is rather a matrix times a vector
            if last is not None and term.op == "var" and last.op == "T" and last.args[0].op == "deriv":
                raise el.mismatch(f"whether {el.words(last)} times {el.words(term)} is an inner product is not clear",
                                  term.span, (last, term),
                                  hint="a gradient is a row in numerator layout: write \\nabla f\\, d, or ask for "
                                       "layout=\"denominator\"")
            if (last is not None and (_letter(term.args[0] if term.op == "pow" else term) or term.op in ("fn", "ref"))
                    and (rows, cols) != (1, 1)):
                if _letter(term) not in TIMES or _letter(term) not in el.reading.variables or last.op == "T":  # but At
                    inner = last.op == "T" or term.op == "app" and any(a.is_vector or a.op == "mul" for a in term.args)
                    # scalars are written on the left; q^T k is an inner product
                    el.penalty(2.0 if inner else 1.5 if _weights(el, last, term) else 1.0, term, last)
            elif last is not None and term.op == "add" and (rows, cols) != (1, 1):
                el.penalty(_sum_of_vectors(last, term), term, last)  # and A(x + td) is rather a matrix times a vector
            elif (last is not None and last.op == "var" and last.is_matrix and term.op == "mul"
                    and all(a.is_scalar for a in term.args) and (rows, cols) != (1, 1)):
                el.penalty(0.6, term, last)                 # A(tb): so is what stands in brackets behind one
            elif last is not None and last.op == "var" and last.is_matrix and _open_entry(term) and (rows, cols) != (1, 1):
                el.penalty(1.0, term, last)                 # W h_j is rather a matrix times a member of a family
            elif last is not None and last.op == "T" and (rows, cols) != (1, 1):
                el.penalty(3.0, term, last)                 # w^T x_i is an inner product with a member of a family
            part.append(term)
            continue
        if rows == 1 and cols == 1:
            if last is not None:
                done.append(Term("mul", tuple(part), None, 1, 1, (part[0].span[0], part[-1].span[1])))
                part = []
            rows, cols = term.rows, term.cols
        elif unify(cols, term.rows):
            cols = term.cols
        else:
            if _gradient_column(last) and term.is_vector:
                raise UnsupportedError(f"{el.words(last)} is a column in numerator layout and cannot multiply "
                                       f"{el.words(term)}", span, code="TD201",
                                       hint="a gradient is a row in numerator layout: write \\nabla f\\, d, or ask for "
                                            "layout=\"denominator\"")
            raise el.mismatch(_why(el, rows, cols, last, term), term.span, terms, hint=_hint(cols, term))
        part.append(term)
        last = term
    if rows == 1 and cols != 1 and len(terms) > 1 and terms[0].op == "var" and terms[0].is_scalar:
        el.penalty(0.7, terms[0])                           # u v^T is an outer product rather than a multiple of a row
    elif cols == 1 and rows != 1 and len(terms) == 2 and terms[0].is_scalar and _letter(terms[0]).startswith("w^"):
        el.penalty(1.0, terms[0])                           # w^l a^{l-1} of layers that are vectors
    return terms[0] if len(terms) == 1 else Term("mul", (*done, *part), None, rows, cols, span)


def _weights(el: Elaborator, matrix: Term, x: Term) -> bool:
    r"""Whether a product ends as X\beta does with what is differentiated by: rather the weights of the columns."""
    return (_letter(x) in el.reading.variables and _letter(x).lstrip("\\")[:1].islower()
            and matrix.op != "eye")


def _sum_of_vectors(matrix: Term, x: Term) -> float:
    """What it costs to read A(x + y) with numbers x and y: more than two vectors, where each term has a small letter
    that nothing is differentiated by or that is no time."""
    letters = [next((a for a in (t.args if t.op == "mul" else (t,)) if a.op == "var" and len(a.data.name) == 1
                     and a.data.name.islower() and a.data.name not in TIMES), None) for t in x.args]
    return (0.3 if None in letters or not matrix.is_matrix or matrix.op == "T" and matrix.args[0].op == "deriv"
            else 0.3 + 0.5 * len(letters))


def _letter(x: Term) -> str:
    """The name of a symbol, or of an unspecified function applied: A of A and of A(t); "" for anything else."""
    return x.data.name if x.op == "var" else x.data.latex if x.op == "app" else ""


def _open_entry(x: Term) -> bool:
    """Whether x is an entry of a vector of which nothing is declared."""
    return x.op == "comp" and x.args[0].op == "var" and x.args[0].is_vector and not x.args[0].data.declared


def _rows_applied(terms: list[Term]) -> list[Term]:
    """The terms with the row A_{i:} times a vector x as the entry (Ax)_i."""
    out: list[Term] = []
    for term in terms:
        row = out[-1].args[0] if out and out[-1].op == "T" and out[-1].args[0].op == "open" else None
        entry = row.args[0] if row is not None else None
        if (term.is_vector and entry is not None and entry.op == "comp" and len(entry.args) == 3
                and entry.args[2].op == "idx" and entry.args[2].data == row.data[0]
                and unify(out[-1].cols, term.rows)):
            matrix, i, _ = entry.args
            span = (out.pop().span[0], term.span[1])
            term = scalar("comp", (Term("mul", (matrix, term), None, matrix.rows, 1, span), i), span)
        out.append(term)
    return out


def _gradient_column(x: Term) -> bool:
    """Whether it is the transposed gradient of a scalar: no other shapes
    of the symbols mend its product with a vector."""
    return x.op == "T" and x.args[0].op == "deriv" and x.args[0].args[0].is_scalar and x.cols == 1


def _why(el, rows, cols, last: Term, term: Term) -> str:
    return f"cannot multiply {show(rows, cols)} (up to {el.words(last)}) by {show(term.rows, term.cols)}, {el.words(term)}"


def _hint(cols, term: Term) -> str:
    if cols == 1 and term.cols == 1:
        return r"write x^\top y for the inner product, x y^\top for the outer, x \odot y elementwise"
    return "check the order of the factors and their transposes"


def _dot(el: Elaborator, node: tree.Product) -> Term:
    terms = [el.typed(f) for f in node.factors]
    out = terms[0]
    for term in terms[1:]:
        both = (out.is_vector and term.is_vector, out.is_row and term.is_row)
        if any(both):
            el.same(out, term, "an inner product needs vectors of one length", node.span)
            span = (out.span[0], term.span[1])
            left, right = (transposed(out), term) if both[0] else (out, transposed(term))
            out = Term("mul", (left, right), None, 1, 1, span)
        # x \cdot A \cdot x of tensors
        elif out.is_vector and term.is_matrix and len(terms) > 2 and unify(out.rows, term.rows):
            out = Term("mul", (transposed(out), term), None, 1, term.cols, (out.span[0], term.span[1]))
        else:
            left, right = _beside_dot(out, -1), _beside_dot(term, 0)
            if left is not None and right is not None and (left.is_scalar or right.is_scalar):
                # a \cdot x of two letters is rather an inner product, w \cdot x is one
                both = left.is_scalar and right.is_scalar
                el.penalty(2.0 if {_root(left), _root(right)} & WEIGHTS else 0.4 if both else 0.6, left, right)
            out = multiply(el, [out, term], (out.span[0], term.span[1]))
    return out


def _root(x: Term) -> str:
    return (x.args[0] if x.op == "comp" else x).data.name


def _beside_dot(x: Term, end: int) -> Term | None:
    """The letter, or the member of a family, that stands beside a dot: w of y w \\cdot x, k of q \\cdot k / \\tau."""
    while x.op in ("mul", "div") and x.args:
        x = x.args[0 if x.op == "div" else end]
    return x if x.op == "var" or x.op == "comp" and x.args[0].op == "var" else None


def transposed(x: Term) -> Term:
    r"""x^\top; a scalar is its own."""
    if x.is_scalar:
        return x
    return x.args[0] if x.op == "T" else Term("T", (x,), None, x.cols, x.rows, x.span)


def _times(el: Elaborator, node: tree.Product) -> Term:
    r"""A multiple, or the cross product of two vectors of three entries."""
    terms = [el.typed(f) for f in node.factors]
    vectors = [t for t in terms if t.is_vector]
    written = el.source[node.factors[0].span[1]:node.factors[1].span[0]] if len(vectors) > 1 else ""
    starred = "*" in written or r"\ast" in written
    if len(vectors) == len(terms) == 2 and not starred and all(t.cols == 1 and unify(t.rows, el.size(3)) for t in terms):
        return el.typed(_cross(*node.factors, node.span))
    if len(vectors) > 1:
        raise el.mismatch("a * between vectors does not say which product is meant" if starred else
                          r"\times between vectors is their cross product, of two columns with three entries",
                          node.span, terms, code="TD322", hint=r"write x^\top y, x y^\top or x \odot y")
    for factor, term in zip(node.factors, terms) if vectors else ():
        if (term.is_scalar and isinstance(factor, tree.Symbol) and factor.name.islower() and len(factor.name) == 1
                or _bold_vector(el, factor) and not term.is_vector):
            el.penalty(1.5, term, *vectors)                 # a \times x of letters is rather a cross product
    return multiply(el, terms, node.span)


def _cross(a: tree.Node, b: tree.Node, span) -> tree.Matrix:
    r"""(a_2 b_3 - a_3 b_2, a_3 b_1 - a_1 b_3, a_1 b_2 - a_2 b_1)^\top."""
    entry = lambda x, k: tree.Script(x.span, tree.Group(x.span, "(", x), tree.Number(x.span, str(k)), None)
    product = lambda i, j: tree.Product(span, "juxt", (entry(a, i), entry(b, j)))
    return tree.Matrix(span, tuple((tree.Sum(span, (product(i, j), tree.Neg(span, product(j, i)))),)
                                   for i, j in ((2, 3), (3, 1), (1, 2))), "(")


def _bold_vector(el: Elaborator, node: tree.Node) -> bool:
    """A bold lower-case letter that is not declared: a vector before any search over ranks."""
    key = key_of(node)
    name = name_of(node)
    return (bool(name) and is_bold(key) and not is_transposed(node) and not name.lstrip("\\")[:1].isupper()
            and not el.reading.known(name))


def _hadamard(el: Elaborator, node: tree.Product) -> Term:
    terms = [el.inside(f, elementwise=el.elementwise + 1) for f in node.factors]
    # |x| \odot y is no multiple of y
    if any(t.is_scalar and t.op not in ("var", "num") for t in terms) and any(not t.is_scalar for t in terms):
        terms = [el.inside(f, elementwise=el.elementwise + 1, entrywise=True) if t.is_scalar and _has_bars(f) else t
                 for f, t in zip(node.factors, terms)]
    return hadamard(el, terms, node.span)


def _has_bars(node: tree.Node) -> bool:
    return any(isinstance(n, tree.Delim) and n.kind == "abs" for n in tree.nodes(node))


def hadamard(el: Elaborator, terms: list[Term], span) -> Term:
    """The elementwise product of terms of one shape; scalars scale, which letters rarely do there."""
    large, small = [t for t in terms if not t.is_scalar], [t for t in terms if t.is_scalar]
    letters = [t for t in small if not is_literal(t)]
    if letters:
        el.penalty(2.0 * len(letters) if large else 4.0, *terms)
    if len(large) < 2:
        return multiply(el, terms, span)
    for t in large[1:]:
        el.same(large[0], t, "an elementwise product needs equal shapes", t.span)
    out = Term("had", tuple(large), None, large[0].rows, large[0].cols, span)
    return Term("mul", (*small, out), None, out.rows, out.cols, span) if small else out


def _kronecker(el: Elaborator, node: tree.Product) -> Term:
    terms = [el.typed(f) for f in node.factors]
    for term in terms:
        if term.is_scalar:
            el.penalty(3.0, term)                               # a product of numbers is written without the sign
    out = terms[0]
    for term in terms[1:]:
        out = Term("kron", (out, term), None, product_axis(out.rows, term.rows), product_axis(out.cols, term.cols),
                   (out.span[0], term.span[1]))
    return out


def product_axis(a: Axis, b: Axis) -> Axis:
    """The axis of size a*b."""
    if a == 1:
        return b
    return a if b == 1 else Size(factors=(a, b))


def _elementwise_quotient(el: Elaborator, node: tree.Product) -> Term:
    out, *others = [el.inside(f, elementwise=el.elementwise + 1) for f in node.factors]
    for t in others:
        if out.is_scalar and is_literal(out) and not t.is_scalar:
            ones = Term("ones", (), None, t.rows, t.cols, out.span)
            out = ones if out.data == 1 else Term("mul", (out, ones), None, t.rows, t.cols, out.span)
        if not t.is_scalar:
            el.same(out, t, "an elementwise quotient needs equal shapes", t.span)
        out = Term("div", (out, t), None, out.rows, out.cols, node.span)
    return out


def _unknown_product(el: Elaborator, node: tree.Product) -> Term:
    raise UnsupportedError(f"the operation \\{node.op} is not supported between expressions", node.span, code="TD318",
                           hint=r"supported are \cdot, \odot, \oslash and \otimes")


def _along(el: Elaborator, node: tree.Product) -> Term:
    """The derivative by x times the velocity of x, which has the shape of x: all entries of both multiplied and added;
    of a row it is a row."""
    slope, x, speed = (el.typed(f) for f in node.factors)
    el.same(x, speed, "what moves and its velocity need equal shapes", node.factors[2].span)
    if not x.is_matrix:
        of = next(n.operand for n in tree.nodes(node.factors[0]) if isinstance(n, tree.Derivative))
        out = multiply(el, [slope, speed], node.span)
        return transposed(out) if out.is_vector and el.typed(of).is_row else out
    el.same(slope, speed, "only a number that depends on a matrix has a derivative by time here", node.span)
    return scalar("tr", (Term("mul", (transposed(slope), speed), None, slope.cols, slope.cols, node.span),), node.span)


TIMES = ("t", r"\tau")         # letters of time, which stand behind a matrix too: e^{At}


KINDS = {"along": _along, "dot": _dot, "times": _times, "hadamard": _hadamard, "kron": _kronecker,
         "oslash": _elementwise_quotient,
         **dict.fromkeys(("star", "cup", "cap", "setminus", "oplus"), _unknown_product)}
