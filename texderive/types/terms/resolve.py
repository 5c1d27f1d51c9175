r"""Letters to symbols: declared names, families, components, definitions, constants, identities, ones, sizes."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ...functions import FUNCTION_NAMES
from ..binding import is_label, is_place
from ..conventions import INTENSITIES
from ..declare import Declared, own_places
from ..names import is_bold, is_letter, key_of, name_of, script_text, undefined
from ..reading import names_in, numbered_above
from .elaborate import Elaborator, SymbolTerm, handles
from .indices import commutes, index_term, is_index, sliced
from .lets import defined_by_itself, defined_member, let_term, whole_vector
from .letters import declared_symbol, special_symbol, undeclared_symbol, variable
from .products import product_axis
from .term import Term, number, scalar
from .unify import Size, show, unify


@handles(tree.Symbol)
def _symbol(el: Elaborator, node: tree.Symbol) -> Term:
    name = name_of(node)
    if el.reading.circle and name == r"\pi" and not is_bold(node.latex):
        return Term("const", (), "pi", 1, 1, node.span)
    term = known_term(el, name, node)
    if term is not None:
        return term
    if node.name in el.scope:
        bound, _ = el.scope[node.name]
        return Term("idx", (), bound, 1, 1, node.span)
    if node.name in el.reading.free_letters and not node.font:
        return index_term(el, node, Size())
    special = _special(el, name, node)
    if special is not None:
        return special
    square = square_variable(el, node, node.span)
    if square is not None:
        return scalar("pow", (square, number(Fraction(1, 2), node.span)), node.span)
    option = el.choice.get(_split(el, name, node))
    if option is None:
        if node.name in FUNCTION_NAMES and node.latex != node.name:
            raise undefined(node)
        raise UnsupportedError(f"{node.latex} is not known here", node.span, code="TD314",
                               hint="declare it, or write the function with its argument in brackets")
    if option.form == "family":
        raise el.mismatch(f"{node.latex} is a family and needs its index", node.span,
                          (variable(_family_symbol(el, name, option, 1), (), node.span),))
    base = _split(el, name, node)
    return variable(undeclared_symbol(el, base, option.rank, option.key or key_of(node), is_bold(key_of(node))), (), node.span)


def square_variable(el: Elaborator, node: tree.Node, span) -> Term | None:
    r"""The variable \sigma^2 where \sigma itself stands beside it, undeclared: \sigma is then its root."""
    name = name_of(node)
    declared = el.reading.declaration(f"{name}^2", False) if name and not el.reading.known(name) else None
    if declared is not None:
        return variable(declared_symbol(el, declared), (), span)
    option = el.choice.get(f"{name}^2") if name and f"{name}^2" in el.reading.variables and not el.reading.known(name) else None
    if option is None:
        return None
    el.note(f"${key_of(node)}$ is the positive root of ${key_of(node)}^2$.")
    return variable(undeclared_symbol(el, f"{name}^2", option.rank, option.key, False), (), span)


def _split(el: Elaborator, name: str, node: tree.Node) -> str:
    """The search name: the canonical one, or one per styling where both stylings are told apart."""
    return name + "!" if el.reading.split_fonts and is_bold(key_of(node)) else name


def known_term(el: Elaborator, name: str | None, node: tree.Node) -> Term | None:
    """The term of a name that is a parameter, declared, or defined."""
    if name is None:
        return None
    if name in el.params:
        return el.params[name]
    reading = el.reading
    declared = reading.declared.get(name)
    if declared:
        d = declared[0] if len(declared) == 1 else reading.declaration(name, is_bold(key_of(node)))
        definition = reading.definitions.get(name)
        if definition is not None and definition.kind == "value" and definition.name not in el.building:
            return _as_declared(el, let_term(el, definition, node.span), d)
        if d.indexed_by:
            if d.base == d.name and isinstance(node, tree.Symbol):
                raise ShapeError(f"{d.key} has {len(d.indexed_by)} axes and needs its indices", node.span, code="TD204",
                                 hint=f"write {d.key}_{{{''.join(d.indexed_by)}}}")
            return _whole_family(el, d, node)
        return variable(declared_symbol(el, d, node), (), node.span)
    definition = reading.definitions.get(name)
    if definition is not None and definition.kind in ("value", "function") and name not in el.building:
        return let_term(el, definition, node.span)
    if definition is not None and definition.kind == "family" and name not in el.building and name not in el.scope:
        return whole_vector(el, definition, node)
    if definition is not None and name in el.building:
        raise defined_by_itself(node, node.span)
    if name in reading.dims and name not in el.choice and not is_bold(key_of(node)):
        return Term("dim", (), el.size(name), 1, 1, node.span)
    return None


def _as_declared(el: Elaborator, value: Term, d: Declared) -> Term:
    """What a declared name is defined as, which has as many axes as is declared, and their sizes."""
    if d.indexed_by or d.shape is None or value.op == "nil":
        return value
    symbol = declared_symbol(el, d)
    axes, own = ([a for a in (x.rows, x.cols) if a != 1] for x in (symbol, value))
    if len(axes) != len(own):
        raise el.mismatch(f"{d.key} is declared as {show(symbol.rows, symbol.cols)} and defined as "
                          f"{show(value.rows, value.cols)}", value.span, (value,), hint="declare the shape that is meant")
    for a, b in zip(axes, own):
        unify(a, b)
    return value


def _whole_family(el: Elaborator, d: Declared, node: tree.Node) -> Term | None:
    """x_n written with exactly the declared letters: the member with those indices."""
    return _numbered(el, declared_symbol(el, d, node), [tree.Symbol(node.span, i, i) for i in d.indexed_by], node)


def _numbered(el: Elaborator, symbol: SymbolTerm, items, whole: tree.Node) -> Term:
    """The member of a family with these indices; of it the component with those that are left."""
    count = len(symbol.family)
    member = variable(symbol, tuple(index_term(el, item, size) for item, size in zip(items, symbol.family)), whole.span)
    return component(el, member, items[count:], whole.span) if len(items) > count else member


def _special(el: Elaborator, name: str, node: tree.Symbol) -> Term | None:
    """Letters with a meaning of their own when nothing else is said: I, 1, 0, pi, e."""
    if name in el.reading.variables or name in el.reading.weights:
        return None
    bold = node.font in ("bold", "bb", "vec") or is_bold(node.latex)
    if name in ("1", "0"):
        if name == "0":
            return Term("nil", (), None, 1, 1, node.span)
        return variable(special_symbol(el, node, "ones", Size(), 1), (), node.span)
    if name in ("I", r"\mathbbm{1}", r"\mathbb{I}", "𝕀", r"\I"):
        n = Size(wish="n")
        symbol = special_symbol(el, node, "eye", n, n)
        return variable(symbol, (), node.span)
    if name == r"\pi" and not bold:
        return Term("const", (), "pi", 1, 1, node.span)
    if name == "e" and not bold:
        return Term("const", (), "e", 1, 1, node.span)
    if name in (r"\Re", r"\Im"):
        raise UnsupportedError("real and imaginary parts are not supported", node.span, code="TD313",
                               hint="everything is real here")
    if name == r"\infty":
        raise UnsupportedError("infinity is not supported", node.span, code="TD312",
                               hint="name a size by a letter, \\sum_{n=1}^{N}; infinity may stand below \\lim")
    return None


def subscripted(el: Elaborator, node: tree.Script) -> Term | None:
    """base_sub as a component, a family member or a name."""
    base, sub = node.base, node.sub
    whole = tree.Script(node.span, base, sub, None)
    items = tree.items_of(sub)
    if sliced(items):
        return _slice(el, base, items, whole.span)
    name = name_of(base)
    if commutes(el.reading, name, items):
        sizes = tuple(el.size(i.name) for i in items)
        return Term("commutation", (), sizes, product_axis(*sizes), product_axis(*sizes), whole.span)
    if name is None:                                         # (Wx_i)_j, and (Wx_i)_{y_i}
        return (_labelled(el, base, items, whole.span) if any(is_label(i) or is_place(i) for i in items)
                else component(el, el.typed(base), items, whole.span))
    full = name_of(whole)
    term = known_term(el, full, whole)
    if term is not None:
        return term
    if name == r"\delta" and not _two_axes(el, name, node.span) and len(items) == 2 and all(is_index(el, i) for i in items):
        return _delta(el, items, whole.span)
    if full in INTENSITIES:
        return variable(undeclared_symbol(el, full, "S", key_of(whole), False), (), whole.span)
    definition = el.reading.definitions.get(name)
    defined = definition is not None and definition.kind == "family"  # I_k = \sum_j w_{kj} x_j is no identity
    if name in ("I", "1", "0") and not defined and name not in el.reading.variables \
            and (not el.reading.known(name) or (name == "1" or len(items) == 1)
                 and _are_sizes(el, items)) and name not in el.reading.weights:
        return _sized(el, name, sub, whole)
    option = el.choice.get(_split(el, full, whole)) if full else None
    if option is not None and option.form != "entry" and not _entry_of_value(el, name, items, base.span):
        # no name: it varies with a sum
        if any(isinstance(i, tree.Sum) and not el.scope.keys().isdisjoint(names_in(i)) for i in items):
            raise ShapeError("this is not an index", sub.span, code="TD204",
                             hint="an index is a letter, a number, or a sum of letters with whole numbers before them, "
                                  "as in x_{2i+m-1}")
        return variable(undeclared_symbol(el, _split(el, full, whole), option.rank, option.key or key_of(whole),
                                          is_bold(key_of(base))), (), whole.span)
    if any(is_label(i) or is_place(i) for i in items):
        return _labelled(el, base, items, whole.span)
    indexed = all(is_index(el, i) for i in items)
    family = el.reading.families.get((name, "sub"))
    if family is not None and indexed and (name not in el.reading.declared or len(items) == len(family.indexed_by)):
        return _member(el, family, items, whole)
    if defined and indexed:
        return defined_member(el, definition, items, whole)
    if name in el.params:
        return component(el, el.params[name], items, whole.span)
    d = el.reading.declaration(name, is_bold(key_of(base)))
    if d is not None and d.shape != () and not d.indexed_by:
        if not indexed:
            raise ShapeError(f"{key_of(whole)} is not declared and is not a component of {d.key}", whole.span,
                             code="TD206", hint="declare it as a symbol of its own")
        return component(el, variable(declared_symbol(el, d, base), (), base.span), items, whole.span)
    if definition is not None and definition.kind in ("value", "function") and indexed and name not in el.building:
        return component(el, let_term(el, definition, base.span), items, whole.span)
    option = el.choice.get(_split(el, name, base))
    if option is None:
        return None
    return _undeclared_indexed(el, option, base, items, whole)


def _entry_of_value(el: Elaborator, name: str, items, span) -> bool:
    """Whether the letter below a defined vector or matrix picks an entry of it; a number has none."""
    definition = el.reading.definitions.get(name)
    return (definition is not None and definition.kind == "value" and name not in el.building and len(items) == 1
            and is_letter(items[0]) and not let_term(el, definition, span).is_scalar)


def _labelled(el: Elaborator, base: tree.Node, items, span) -> Term:
    r"""w_{y_i} = \sum_k \mathbf{1}[y_i = k]\, w_k: the member or entry that a label picks;
    x_{i+m} = \sum_k \mathbf{1}[i + m = k]\, x_k."""
    label, before = next(i for i in items if is_label(i) or is_place(i)), el.params
    taken = ({n for i in items for n in names_in(i)} | el.reading.free_letters | el.reading.facts.ranges.keys()
             | el.reading.definitions.keys())
    if is_place(label):  # its letters are indices, also where one is the letter of a size
        letters = [n for n in tree.nodes(label) if isinstance(n, tree.Symbol)
                   and (n.name in el.scope or n.name in el.free or n.name in el.reading.free_letters)]
        taken = taken.union(el.reading.dims, el.dims, before, el.scope)
        el.params = before | {n.name: index_term(el, n, Size()) for n in letters if n.name not in before}
        el.note(f"Entries of ${key_of(base)}$ that are not there are 0.")
    letter = next(c for c in "kjlmpqrsabcuvtdefgh" if c not in taken)
    k = tree.Symbol(span, letter, letter)
    one, parts = tree.indicator(tree.equation(span, label, k)), tuple(k if i is label else i for i in items)
    # a row X_{y_i:}
    below = tree.Relation(span, parts, (":",)) if any(isinstance(i, tree.Missing) for i in items) else tree.Items(span, parts)
    try:
        return el.typed(tree.BigOp(span, "sum", k, None, tree.Product(span, "juxt", (one, tree.Script(span, base, below, None)))))
    finally:
        el.params = before


def _slice(el: Elaborator, base: tree.Node, items, span) -> Term:
    """The row X_{i:} or the column X_{:j} of a matrix."""
    flat = [p for i in items for p in (i.parts if isinstance(i, tree.Relation) else (i,))]
    given = [p for p in flat if not isinstance(p, tree.Missing)]
    x = el.typed(base)
    if not x.is_matrix or len(given) != 1 or not (isinstance(flat[0], tree.Missing) or isinstance(flat[-1], tree.Missing)):
        raise el.mismatch("cannot read this part of a matrix", span, (x,), code="TD204",
                          hint="write X_{i:} for a row, X_{:j} for a column")
    if is_label(given[0]):
        return _labelled(el, base, flat, span)
    is_row = given[0] is flat[0]
    kept, size = (x.cols, x.rows) if is_row else (x.rows, x.cols)
    fixed = index_term(el, given[0], size)
    letter = el.fresh_letter("j" if is_row else "i")
    other = Term("idx", (), letter, 1, 1, span)
    entry = scalar("comp", (x, fixed, other) if is_row else (x, other, fixed), span)
    column_ = Term("open", (entry,), (letter,), kept, 1, span)
    return Term("T", (column_,), None, 1, kept, span) if is_row else column_


def _are_sizes(el: Elaborator, items) -> bool:
    """Whether the letters below are known as sizes, and no sum counts with them."""
    return all(isinstance(i, tree.Symbol) and i.name in el.reading.dims and i.name not in el.scope for i in items)


def _sized(el: Elaborator, name: str, sub: tree.Node, whole: tree.Node) -> Term:
    r"""I_n, \mathbf{1}_n, \mathbf{0}_{m \times n}: the sizes stand below."""
    parts = sub.factors if isinstance(sub, tree.Product) and sub.op == "times" else tree.items_of(sub)
    if any(isinstance(p, (tree.Group, tree.Relation, tree.Missing)) for p in parts):
        raise UnsupportedError(f"what stands below {key_of(whole) or name} is no size", whole.span, code="TD204",
                               hint=r"write \mathbf{1}_n for n ones, \mathbf{1}[x > 0] for an indicator")
    sizes = [1 if script_text(p) == "1" else el.size(int(t) if (t := script_text(p) or "n").isdigit() else t) for p in parts]
    if len(sizes) > 2:
        raise ShapeError(f"{key_of(whole)} has more than two sizes", whole.span, code="TD204")
    rows, cols = (sizes[0], sizes[-1]) if len(sizes) == 2 or name == "I" else (sizes[0], 1)
    if name == "0":
        return Term("zeros", (), None, rows, cols, whole.span)
    return variable(special_symbol(el, whole, "eye" if name == "I" else "ones", rows, cols), (), whole.span)


def _undeclared_indexed(el: Elaborator, option, base: tree.Node, items, whole: tree.Node) -> Term:
    name = _split(el, name_of(base), base)
    if option.form in ("family", "beside"):
        count = max(1, len(option.letters))
        symbol = _family_symbol(el, name, option, count)
        if len(items) < count:
            raise el.mismatch(f"{key_of(base)} takes {count} indices", whole.span, (variable(symbol, (), base.span),),
                              code="TD204", hint="write all of its indices")
        return _numbered(el, symbol, items, whole)
    symbol = undeclared_symbol(el, name, option.rank, option.key or key_of(base), is_bold(key_of(base)))
    return component(el, variable(symbol, (), base.span), items, whole.span)


def _family_symbol(el: Elaborator, name: str, option, count: int) -> SymbolTerm:
    key = option.member or option.key
    found = el.symbols.get(key)
    if found is not None:
        return found
    return undeclared_symbol(el, name, option.rank, key, is_bold(key), tuple(Size() for _ in range(count)),
                             option.letters, option.pattern)


def _member(el: Elaborator, d: Declared, items, whole: tree.Node) -> Term:
    symbol = declared_symbol(el, d, whole)
    count = len(d.indexed_by)
    if (places := own_places(d)) is not None and len(items) > max(places):
        items = tuple(items[i] for i in places)
    if len(items) < count:
        raise ShapeError(f"{d.key} needs {count} indices", whole.span, code="TD204", hint="write all of its indices")
    return _numbered(el, symbol, items, whole)


def component(el: Elaborator, x: Term, items, span) -> Term:
    """x_i or A_ij; the axes of size 1 take no index."""
    axes = [a for a in (x.rows, x.cols) if a != 1]
    if len(items) == 1 < len(axes) and isinstance(items[0], tree.Number) and len(items[0].text) == len(axes):  # W_{32}
        items = tuple(tree.Number(items[0].span, digit) for digit in items[0].text)
    if len(items) == 2 > len(axes):                  # a_{1j} of a row in R^{1 x m}, z_{11} of a number
        items = tuple(i for i, size in zip(items, (x.rows, x.cols)) if size != 1 or not tree.is_number(i, "1"))
    if x.op == "nil" or x.is_scalar and x.free and all(isinstance(i, tree.Symbol) and i.name in x.free for i in items):
        return x                              # [x_i y_j]_{ij} is the array of these entries
    if len(items) != len(axes):
        what = "a scalar" if not axes else show(x.rows, x.cols)
        raise el.mismatch(f"{el.words(x)} is {what} and takes {len(axes)} {'index' if len(axes) == 1 else 'indices'}, "
                          f"not {len(items)}", span, (x,), code="TD204",
                          hint="write one index for a vector and two for a matrix")
    indices = tuple(index_term(el, item, axis) for item, axis in zip(items, axes))
    return scalar("comp", (x, *indices), span)


def _two_axes(el: Elaborator, name: str, span) -> bool:
    r"""Whether \delta may be a matrix here: the errors \delta_k of a layer, and the vector \delta of them,
    leave \delta_{ij} to Kronecker."""
    declared, definition = el.reading.declared.get(name), el.reading.definitions.get(name)
    if definition is not None and definition.kind == "family":
        return len(definition.params) != 1
    if definition is not None and definition.kind == "value" and not declared and name not in el.building:
        value = let_term(el, definition, span)
        return 1 not in (value.rows, value.cols)
    if declared and all(d.shape is not None and len(d.shape) < 2 and not d.indexed_by for d in declared):
        return False
    return definition is not None or bool(declared) or el.reading.known(name)


def _delta(el: Elaborator, items, span) -> Term:
    size = Size()
    return scalar("delta", tuple(index_term(el, i, size) for i in items), span)


def superscript_member(el: Elaborator, node: tree.Script) -> Term | None:
    """x^{(i)}, x^{(i)}_j of a family numbered above, declared or chosen; None when it is something else."""
    base, sup = node.base, node.sup
    name = name_of(base)
    if name is None or sup is None:
        return None
    inner = tree.opened(sup)
    whole = tree.without_sub(node)
    items = tree.items_of(inner)
    below = tree.items_of(node.sub)
    family = el.reading.families.get((name, "sup"))
    if family is not None and all(is_index(el, i) for i in items):
        member = _member(el, family, items, whole)
        return component(el, member, below, node.span) if below else member
    family = el.reading.families.get((name, "both"))
    if family is not None and below and all(is_index(el, i) for i in (*items, *below)):
        return _member(el, family, _in_order(family, items, below), node)
    definition = el.reading.definitions.get(name)
    if numbered_above(definition, node) and all(is_index(el, i) for i in items):
        return defined_member(el, definition, (*items, *below), whole)
    option = el.choice.get(name + "^()")
    if option is not None and isinstance(sup, tree.Group) and all(is_index(el, i) for i in items):
        symbol = _family_symbol(el, name + "^()", option, len(items))
        member = _numbered(el, symbol, items, whole)
        return component(el, member, below, node.span) if below else member
    return None


def _in_order(family: Declared, above, below) -> tuple[tree.Node, ...]:
    """The indices of w_j^{(i)} in the order in which they are declared; entries of a member come last."""
    letters = family.name[len(family.base):]
    first, second = (above, below) if letters.startswith("^") else (below, above)
    written = [c for c in letters if c in family.indexed_by]
    by_letter = dict(zip(written, (*first, *second)))
    return (*(by_letter[c] for c in family.indexed_by if c in by_letter), *(first + second)[len(written):])


def named_product(el: Elaborator, node: tree.Product) -> Term | None:
    r"""\Delta x as one symbol, when that is declared or defined or Delta is used in no other way."""
    name = name_of(node)
    if name is None:
        return None
    term = known_term(el, name, node)
    if term is not None:
        return term
    option = el.choice.get(name)
    return (None if option is None else variable(undeclared_symbol(el, name, option.rank, option.key
                                                     or key_of(node), False), (), node.span))
