r"""Letters to symbols: declared names, families, components, definitions, constants, identities, ones, sizes."""
from __future__ import annotations

from fractions import Fraction

from .. import tree
from ..errors import ShapeError, UnsupportedError
from .declare import Declared
from .elaborate import Elaborator, LetTerm, SymbolTerm, handles
from .names import canonical, is_bold, key_of, name_of, script_text
from .reading import Definition, names_in
from .terms import Term, number, scalar
from .unify import Size, settled, show, unify

INDEX_LETTERS = frozenset("ijklmnpqrstabcduvNMK") | {r"\mu", r"\nu", r"\alpha", r"\beta", r"\ell"}
USUAL_INDICES = frozenset("ijklmnpqrst")


# ---------------------------------------------------------------- index terms

def index_items(sub: tree.Node) -> tuple[tree.Node, ...]:
    return sub.items if isinstance(sub, tree.Items) else (sub,)


def is_index(el: Elaborator, node: tree.Node) -> bool:
    """Whether a script item can be an index: a letter, a number, i+1, t-1."""
    match node:
        case tree.Number():
            return node.text.isdigit()
        case tree.Symbol():
            if node.name in el.reading.labels and node.name not in el.scope:
                return False
            return node.name in el.scope or node.name in el.free or node.name in el.outer or node.name in INDEX_LETTERS or \
                len(node.name) == 1 and node.name.islower()
        case tree.Sum():
            return len(node.terms) == 2 and is_index(el, node.terms[0]) and isinstance(_bare(node.terms[1]), tree.Number)
        case tree.Group():
            return is_index(el, node.body)
    return False


def _bare(node: tree.Node) -> tree.Node:
    return node.body if isinstance(node, tree.Neg) else node


def index_term(el: Elaborator, node: tree.Node, size) -> Term:
    """An index as a term; the size its values run over is unified with `size`."""
    match node:
        case tree.Number():
            if isinstance(size, Size) and isinstance(size.root().name, int) and not 1 <= int(node.text) <= size.root().name:
                raise ShapeError(f"index {node.text} is outside of 1..{size.root().name}", node.span, code="TD204")
            return number(Fraction(node.text), node.span)
        case tree.Group():
            return index_term(el, node.body, size)
        case tree.Sum() if is_index(el, node):
            inner = index_term(el, node.terms[0], size)
            step = node.terms[1]
            by = -int(step.body.text) if isinstance(step, tree.Neg) else int(step.text)
            out = scalar("shift", (inner,), node.span, by)
            out.free = inner.free
            return out
        case tree.Symbol() if node.name in el.params:
            value = el.params[node.name]
            if value.op not in ("num", "idx", "shift"):
                raise ShapeError("this is not an index", node.span, code="TD204")
            return value
        case tree.Symbol():
            name, own = el.scope.get(node.name) or (None, None)
            bound = name is not None
            if not bound:
                name = node.name
                own = el.free.get(name)
                if own is None:
                    own = el.free[name] = Size()
            if not unify(own, size):
                raise el.mismatch(f"the index {node.latex} runs over {_runs(own)} here and over {_runs(size)} elsewhere", node.span, (), code="TD204")
            el.letters.append((node.name, own))
            out = Term("idx", (), name, 1, 1, node.span)
            out.free = frozenset() if bound else frozenset((name,))
            return out
    raise ShapeError("this is not an index", node.span, code="TD204", hint="an index is a letter, a number, or a letter plus or minus a number")


def _runs(size) -> str:
    return f"1..{settled(size) or '?'}"


# ---------------------------------------------------------------- symbols

def variable(el: Elaborator, symbol: SymbolTerm, indices: tuple[Term, ...], span) -> Term:
    if symbol.special == "eye":
        return Term("eye", (), None, symbol.rows, symbol.cols, span)
    if symbol.special == "ones":
        return Term("ones", (), None, symbol.rows, symbol.cols, span)
    return Term("var", indices, symbol, symbol.rows, symbol.cols, span)


def declared_symbol(el: Elaborator, d: Declared) -> SymbolTerm:
    if "ones_any" in d.props:                             # every occurrence has its own length
        fresh = SymbolTerm(d.key, d.name, d.name, Size(), 1, props=d.props | {"ones"}, declared=True, special="ones")
        el.symbols.setdefault(d.key, fresh)
        el.loose.append(fresh.rows)
        return fresh
    found = el.symbols.get(d.key)
    if found is None:
        found = el.symbols[d.key] = _make_declared(el, d)
    return found


def _make_declared(el: Elaborator, d: Declared) -> SymbolTerm:
    props = el.reading.props(d.name, d)
    if d.shape is None:
        n = Size(wish="n")
        rows, cols = n, n
    else:
        axes = [el.size(s) for s in d.shape] + [1, 1]
        rows, cols = (1, axes[0]) if d.row else (axes[0], axes[1])
    special = "eye" if "identity" in props else "ones" if "ones" in props else ""
    family = tuple(Size() if r is None else el.size(r) for r in d.ranges)
    pattern = _pattern(d) if d.indexed_by else ""
    return SymbolTerm(d.key, d.name, d.name, rows, cols, family, d.indexed_by, props, pattern, True, "bold" if d.bold else "", special)


def _pattern(d: Declared) -> str:
    """A family key with {} in place of each index."""
    mark = d.key.rfind("_" if d.place == "sub" else "^")
    head, tail = d.key[:mark], d.key[mark:]
    if mark < 0:
        head, tail = d.key, "_"
    slots = ",".join("{}" for _ in d.indexed_by) if "," in tail else "{}" * len(d.indexed_by)
    inner = f"({slots})" if "(" in tail else slots
    return head.replace("{", "{{").replace("}", "}}") + tail[0] + "{{" + inner + "}}"


def undeclared_symbol(el: Elaborator, base: str, rank: str, key: str, bold: bool, family: tuple = (), letters=(), pattern="") -> SymbolTerm:
    found = el.symbols.get(key)
    if found is None:
        props = frozenset(el.reading.facts.props.get(base, ())) | frozenset(el.reading.facts.props.get(canonical(key), ()))
        rows = 1 if rank in "SR" else Size()
        cols = 1 if rank in "SV" else Size()
        if rank == "M" and props & SQUARE:
            cols = rows
        found = el.symbols[key] = SymbolTerm(key, base, base, rows, cols, family, letters, props, pattern, False, "bold" if bold else "")
    return found


SQUARE = frozenset(("symmetric", "posdef", "psd", "skew", "invertible", "lower_triangular", "upper_triangular", "diagonal", "orthogonal"))


@handles(tree.Symbol)
def _symbol(el: Elaborator, node: tree.Symbol) -> Term:
    name = name_of(node)
    term = known_term(el, name, node)
    if term is not None:
        return term
    if node.name in el.scope:
        bound, size = el.scope[node.name]
        return Term("idx", (), bound, 1, 1, node.span)
    special = _special(el, name, node)
    if special is not None:
        return special
    option = el.choice.get(_split(el, name, node))
    if option is None:
        return _wordlike(el, name, node)
    if option.form == "family":
        raise el.mismatch(f"{node.latex} is a family and needs its index", node.span, (variable(el, _family_symbol(el, name, node, option, 1), (), node.span),))
    base = _split(el, name, node)
    return variable(el, undeclared_symbol(el, base, option.rank, option.key or key_of(node), is_bold(key_of(node))), (), node.span)


def _split(el: Elaborator, name: str, node: tree.Node) -> str:
    """The search name: the canonical one, or one per styling where both stylings are told apart."""
    return name + "!" if el.reading.split_fonts and is_bold(key_of(node)) else name


def _wordlike(el: Elaborator, name: str, node: tree.Symbol) -> Term:
    raise UnsupportedError(f"{node.latex} is not known here", node.span, code="TD314", hint="declare it, or write the function with its argument in brackets")


def known_term(el: Elaborator, name: str | None, node: tree.Node) -> Term | None:
    """The term of a name that is a parameter, declared, or defined."""
    if name is None:
        return None
    if name in el.params:
        return el.params[name]
    reading = el.reading
    declared = reading.declared.get(name)
    if declared:
        d = reading.declaration(name, is_bold(key_of(node)))
        definition = reading.definitions.get(name)
        if definition is not None and definition.kind == "value" and definition.name not in el.building:
            return let_term(el, definition, node.span)
        if d.indexed_by:
            if d.base == d.name and isinstance(node, tree.Symbol):
                raise ShapeError(f"{d.key} has {len(d.indexed_by)} axes and needs its indices", node.span, code="TD204", hint=f"write {d.key}_{{{''.join(d.indexed_by)}}}")
            return _whole_family(el, d, node)
        return variable(el, declared_symbol(el, d), (), node.span)
    definition = reading.definitions.get(name)
    if definition is not None and definition.kind in ("value", "function") and name not in el.building:
        return let_term(el, definition, node.span)
    if definition is not None and definition.kind == "family" and name not in el.building and name not in el.scope:
        return _whole_vector(el, definition, node)
    if definition is not None and name in el.building:
        raise ShapeError(f"{key_of(node)} is defined by itself", node.span, code="TD220")
    if name in reading.dims and name not in el.choice and not is_bold(key_of(node)):
        return Term("dim", (), el.size(name), 1, 1, node.span)
    return None


def _whole_family(el: Elaborator, d: Declared, node: tree.Node) -> Term | None:
    """x_n written with exactly the declared letters: the member with those indices."""
    symbol = declared_symbol(el, d)
    letters = [tree.Symbol(node.span, i, i) for i in d.indexed_by]
    indices = tuple(index_term(el, letter, size) for letter, size in zip(letters, symbol.family))
    return variable(el, symbol, indices, node.span)


def _special(el: Elaborator, name: str, node: tree.Symbol) -> Term | None:
    """Letters with a meaning of their own when nothing else is said: I, 1, 0, pi, e."""
    if name in el.reading.variables or name in el.reading.weights:
        return None
    bold = node.font in ("bold", "bb", "vec") or is_bold(node.latex)
    if name in ("1", "0"):
        if name == "0":
            return Term("nil", (), None, 1, 1, node.span)
        return variable(el, _special_symbol(el, node, "ones", Size(), 1), (), node.span)
    if name in ("I", r"\mathbbm{1}", r"\mathbb{I}", "𝕀", r"\I"):
        n = Size(wish="n")
        symbol = _special_symbol(el, node, "eye", n, n, fresh=True)
        return variable(el, symbol, (), node.span)
    if name == r"\pi" and not bold:
        return Term("const", (), "pi", 1, 1, node.span)
    if name == "e" and not bold:
        return Term("const", (), "e", 1, 1, node.span)
    if name == r"\infty":
        raise UnsupportedError("infinity is not supported", node.span, code="TD312")
    return None


def _special_symbol(el: Elaborator, node, kind: str, rows, cols, fresh: bool = True) -> SymbolTerm:
    """Each occurrence of I or of the ones vector has its own size; the first one is reported."""
    key = key_of(node)
    symbol = SymbolTerm(key, key, key, rows, cols, props=frozenset(("identity" if kind == "eye" else "ones",)), special=kind)
    el.specials.setdefault(key, symbol)
    el.loose += [axis for axis in (rows, cols) if isinstance(axis, Size)]
    return symbol


# ---------------------------------------------------------------- subscripts

def subscripted(el: Elaborator, node: tree.Script, base: tree.Node, sub: tree.Node, sup: tree.Node | None = None) -> Term | None:
    """base_sub as a component, a family member or a name; `sup` is the superscript when it may belong to a family such as x^{(i)}_j."""
    whole = tree.Script(node.span, base, sub, None)
    items = index_items(sub)
    if sliced(items):
        return _slice(el, base, items, whole.span)
    name = name_of(base)
    if name is None:
        return component(el, el.typed(base), items, whole.span)
    full = name_of(whole)
    term = known_term(el, full, whole)
    if term is not None:
        return term
    if name == r"\delta" and not el.reading.known(name) and len(items) == 2 and all(is_index(el, i) for i in items):
        return _delta(el, items, whole.span)
    if name in ("I", "1", "0") and not el.reading.known(name):
        return _sized(el, name, sub, whole)
    option = el.choice.get(_split(el, full, whole)) if full else None
    if option is not None:
        return variable(el, undeclared_symbol(el, _split(el, full, whole), option.rank, option.key or key_of(whole), is_bold(key_of(base))), (), whole.span)
    indexed = all(is_index(el, i) for i in items)
    family = el.reading.families.get((name, "sub"))
    if family is not None and indexed and (name not in el.reading.declared or len(items) == len(family.indexed_by)):
        return _member(el, family, items, whole)
    definition = el.reading.definitions.get(name)
    if definition is not None and definition.kind == "family" and indexed:
        return _defined_member(el, definition, items, whole)
    if name in el.params:
        return component(el, el.params[name], items, whole.span)
    d = el.reading.declaration(name, is_bold(key_of(base)))
    if d is not None and d.shape != () and not d.indexed_by:
        if not indexed:
            raise ShapeError(f"{key_of(whole)} is not declared and is not a component of {d.key}", whole.span, code="TD206", hint="declare it as a symbol of its own")
        return component(el, variable(el, declared_symbol(el, d), (), base.span), items, whole.span)
    if definition is not None and definition.kind in ("value", "function") and indexed and name not in el.building:
        return component(el, let_term(el, definition, base.span), items, whole.span)
    option = el.choice.get(_split(el, name, base))
    if option is None:
        return None
    return _undeclared_indexed(el, option, base, items, whole)


def sliced(items) -> bool:
    """Whether a subscript takes a whole axis: X_{i:}, X_{:,j}."""
    return any(isinstance(i, tree.Relation) and i.ops == (":",) for i in items)


def _slice(el: Elaborator, base: tree.Node, items, span) -> Term:
    """The row X_{i:} or the column X_{:j} of a matrix."""
    flat = [p for i in items for p in (i.parts if isinstance(i, tree.Relation) else (i,))]
    given = [p for p in flat if not isinstance(p, tree.Missing)]
    x = el.typed(base)
    if not x.is_matrix or len(given) != 1 or not (isinstance(flat[0], tree.Missing) or isinstance(flat[-1], tree.Missing)):
        raise el.mismatch("cannot read this part of a matrix", span, (x,), code="TD204", hint="write X_{i:} for a row, X_{:j} for a column")
    is_row = given[0] is flat[0]
    kept, size = (x.cols, x.rows) if is_row else (x.rows, x.cols)
    letter = el.fresh_letter("j" if is_row else "i")
    fixed = index_term(el, given[0], size)
    other = Term("idx", (), letter, 1, 1, span)
    entry = scalar("comp", (x, fixed, other) if is_row else (x, other, fixed), span)
    column_ = Term("open", (entry,), (letter,), kept, 1, span)
    return Term("T", (column_,), None, 1, kept, span) if is_row else column_


def _whole_vector(el: Elaborator, definition: Definition, node: tree.Node) -> Term:
    r"""\mathbf{y} for y_i = ..., A for a_{ij} = ...: the array of the components that are defined."""
    let = el.lets.get(definition.name)
    if let is None:
        let = el.lets[definition.name] = _make_let(el, definition)
    if not let.body.is_scalar or len(definition.params) > 2:
        raise el.mismatch(f"{key_of(node)} is a family and needs its index", node.span, (let.body,), code="TD204", hint=f"write {key_of(definition.lhs)}")
    letters, taken = [], {n for n, _ in el.scope.values()} | el.free.keys() | el.outer
    for p in definition.params:
        letters.append(next(c for c in (p, *"ijklmpqrst") if c not in taken and c not in letters))
    indices = tuple(Term("idx", (), letter, 1, 1, node.span) for letter in letters)
    member = Term("ref", indices, let, 1, 1, node.span)
    return Term("open", (member,), tuple(letters), let.sizes[0], let.sizes[1] if len(let.sizes) > 1 else 1, node.span)


def _sized(el: Elaborator, name: str, sub: tree.Node, whole: tree.Node) -> Term:
    r"""I_n, \mathbf{1}_n, \mathbf{0}_{m \times n}: the sizes stand below."""
    parts = sub.factors if isinstance(sub, tree.Product) and sub.op == "times" else index_items(sub)
    sizes = [1 if script_text(p) == "1" else el.size(int(t) if (t := script_text(p) or "n").isdigit() else t) for p in parts]
    if len(sizes) > 2:
        raise ShapeError(f"{key_of(whole)} has more than two sizes", whole.span, code="TD204")
    rows, cols = (sizes[0], sizes[-1]) if len(sizes) == 2 or name == "I" else (sizes[0], 1)
    if name == "0":
        return Term("zeros", (), None, rows, cols, whole.span)
    return variable(el, _special_symbol(el, whole, "eye" if name == "I" else "ones", rows, cols), (), whole.span)


def _undeclared_indexed(el: Elaborator, option, base: tree.Node, items, whole: tree.Node) -> Term:
    name = _split(el, name_of(base), base)
    if option.form == "family":
        count = max(1, len(option.letters))
        symbol = _family_symbol(el, name, base, option, count)
        if len(items) < count:
            raise el.mismatch(f"{key_of(base)} takes {count} indices", whole.span, (variable(el, symbol, (), base.span),), code="TD204", hint="write all of its indices")
        member = variable(el, symbol, tuple(index_term(el, i, s) for i, s in zip(items, symbol.family)), whole.span)
        return component(el, member, items[count:], whole.span) if items[count:] else member
    symbol = undeclared_symbol(el, name, option.rank, option.key or key_of(base), is_bold(key_of(base)))
    return component(el, variable(el, symbol, (), base.span), items, whole.span)


def _family_symbol(el: Elaborator, name: str, base: tree.Node, option, count: int) -> SymbolTerm:
    found = el.symbols.get(option.key)
    if found is not None:
        return found
    return undeclared_symbol(el, name, option.rank, option.key, is_bold(option.key), tuple(Size() for _ in range(count)), option.letters, option.pattern)


def _member(el: Elaborator, d: Declared, items, whole: tree.Node) -> Term:
    symbol = declared_symbol(el, d)
    count = len(d.indexed_by)
    if len(items) < count:
        raise ShapeError(f"{d.key} needs {count} indices", whole.span, code="TD204")
    indices = tuple(index_term(el, item, size) for item, size in zip(items, symbol.family))
    member = variable(el, symbol, indices, whole.span)
    return component(el, member, items[count:], whole.span) if len(items) > count else member


def component(el: Elaborator, x: Term, items, span) -> Term:
    """x_i or A_ij; the axes of size 1 take no index."""
    axes = [a for a in (x.rows, x.cols) if a != 1]
    if len(items) == 1 < len(axes) and isinstance(items[0], tree.Number) and len(items[0].text) == len(axes):      # W_{32}
        items = tuple(tree.Number(items[0].span, digit) for digit in items[0].text)
    if x.op == "nil" or x.is_scalar and x.free and all(isinstance(i, tree.Symbol) and i.name in x.free for i in items):
        return x                              # [x_i y_j]_{ij} is the array of these entries
    if len(items) != len(axes):
        what = "a scalar" if not axes else show(x.rows, x.cols)
        raise el.mismatch(f"{el.words(x)} is {what} and takes {len(axes)} {'index' if len(axes) == 1 else 'indices'}, not {len(items)}", span, (x,), code="TD204",
                          hint="write one index for a vector and two for a matrix")
    indices = tuple(index_term(el, item, axis) for item, axis in zip(items, axes))
    return scalar("comp", (x, *indices), span)


def _delta(el: Elaborator, items, span) -> Term:
    size = Size()
    return scalar("delta", tuple(index_term(el, i, size) for i in items), span)


def superscript_member(el: Elaborator, node: tree.Script) -> Term | None:
    """x^{(i)}, x^{(i)}_j of a family numbered above, declared or chosen; None when it is something else."""
    base, sup = node.base, node.sup
    name = name_of(base)
    if name is None or sup is None:
        return None
    inner = sup.body if isinstance(sup, tree.Group) else sup
    whole = tree.Script(node.span, base, None, sup)
    items = index_items(inner)
    below = index_items(node.sub) if node.sub is not None else ()
    family = el.reading.families.get((name, "sup"))
    if family is not None and all(is_index(el, i) for i in items):
        member = _member(el, family, items, whole)
        return component(el, member, below, node.span) if below else member
    option = el.choice.get(name + "^()")
    if option is not None and isinstance(sup, tree.Group) and all(is_index(el, i) for i in items):
        symbol = _family_symbol(el, name + "^()", base, option, len(items))
        member = variable(el, symbol, tuple(index_term(el, i, s) for i, s in zip(items, symbol.family)), whole.span)
        return component(el, member, below, node.span) if below else member
    return None


def named_product(el: Elaborator, node: tree.Product) -> Term | None:
    r"""\Delta x as one symbol, when that is declared or defined or Delta is used in no other way."""
    name = name_of(node)
    if name is None:
        return None
    term = known_term(el, name, node)
    if term is not None:
        return term
    option = el.choice.get(name)
    return None if option is None else variable(el, undeclared_symbol(el, name, option.rank, option.key or key_of(node), False), (), node.span)


# ---------------------------------------------------------------- definitions

def let_term(el: Elaborator, definition: Definition, span) -> Term:
    """A reference to a definition; its body is typed once, or anew where it depends on a parameter in force."""
    if el.params and _depends(el, definition, el.params):
        return _inlined(el, definition)
    if definition.name in el.reading.variables and definition.kind == "value":
        return _as_variable(el, definition, span)
    let = el.lets.get(definition.name)
    if let is None:
        let = el.lets[definition.name] = _make_let(el, definition)
    if let.body.op == "nil":
        return let.body
    return Term("ref", (), let, let.body.rows, let.body.cols, span)


def _as_variable(el: Elaborator, definition: Definition, span) -> Term:
    """A named intermediate that is differentiated by: a symbol of its own, of its definition's shape."""
    key = key_of(definition.lhs)
    symbol = el.symbols.get(key)
    if symbol is None:
        if _depends(el, definition, [v for v in sorted(el.reading.variables) if not _part_of(v, definition.name, el.reading.variables)]):
            raise UnsupportedError(f"{key} is differentiated by and depends on another variable", span, code="TD321", hint="ask for one derivative at a time")
        body = _make_let(el, definition).body
        el.note(f"${key}$ is a variable here, apart from its definition.")
        symbol = el.symbols[key] = SymbolTerm(key, definition.name, definition.name, body.rows, body.cols)
        symbol.body = body
    return variable(el, symbol, (), span)


def _part_of(name: str, own: str, variables: set[str]) -> bool:
    """Whether a variable is the defined name itself, or only the letter of a numbered name such as z_1 (not that of a component x_j)."""
    numbered = [v[len(name) + 1:] for v in variables if v.startswith((name + "_", name + "^"))]
    return name == own or own.startswith((name + "_", name + "^")) or any(not n.isalpha() or len(n) > 2 for n in numbered)


def _depends(el: Elaborator, definition: Definition, names, seen: frozenset = frozenset()) -> bool:
    """Whether a definition mentions one of the names, through other definitions too."""
    mentioned = names_in(definition.body)
    if any(n in mentioned for n in names):
        return True
    seen = seen | {definition.name}
    return any(_depends(el, el.reading.definitions[n], names, seen) for n in mentioned if n in el.reading.definitions and n not in seen)


def _inlined(el: Elaborator, definition: Definition) -> Term:
    el.building.append(definition.name)
    try:
        return el.inside(definition.body, elementwise=0, under_trace=False)
    finally:
        el.building.pop()


def _make_let(el: Elaborator, definition: Definition) -> LetTerm:
    el.building.append(definition.name)
    before = el.params, el.scope
    el.params, el.scope = {}, {}
    try:
        sizes = [Size() for _ in definition.params] if definition.kind == "family" else []
        for letter, size in zip(definition.params, sizes):
            el.scope[letter] = (letter, size)
        body = el.inside(definition.body, elementwise=0, under_trace=False)
    finally:
        el.building.pop()
        el.params, el.scope = before
    named = definition.lhs.function if isinstance(definition.lhs, tree.Call) and definition.kind != "law" else definition.lhs
    latex = key_of(named) or definition.name
    return LetTerm(definition.name, latex, body, definition.params if definition.kind == "family" else (), tuple(sizes))


def _defined_member(el: Elaborator, definition: Definition, items, whole: tree.Node) -> Term:
    if definition.name in el.building:
        raise ShapeError(f"{key_of(whole)} is defined by itself", whole.span, code="TD220")
    if len(items) != len(definition.params):
        raise ShapeError(f"{key_of(definition.lhs)} is defined with {len(definition.params)} indices", whole.span, code="TD204")
    let = el.lets.get(definition.name)
    if let is None:
        let = el.lets[definition.name] = _make_let(el, definition)
    indices = tuple(index_term(el, item, size) for item, size in zip(items, let.sizes))
    return Term("ref", indices, let, let.body.rows, let.body.cols, whole.span)
