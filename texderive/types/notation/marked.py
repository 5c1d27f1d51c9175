r"""Letters told apart by a sign above: the z^+ and z^- beside an anchor z, and the x_i^a, x_i^p, x_i^n of triplets
are names, no powers and no pseudoinverses."""
from __future__ import annotations

from collections.abc import Collection

from ... import tree
from ..binding import bound_letters, variables_of
from ..conventions import STARS
from ..names import is_transposed, key_of, letter_above, name_of

SIGNS = frozenset("+-")
_VECTORS = ("bold", "vec")


def with_marks(statements: tuple[tree.Node, ...], declared: Collection[str],
               vectors: Collection[str]) -> tuple[tuple[tree.Node, ...], set[str]]:
    """(the statements with x_i^+ as the member i of x^+, the names of this kind).

    `vectors` are the declared letters whose members are vectors: their x_i' are transposes."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    marked = [n for n in nodes if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol) and _small(n.base)]
    families = {(name, n.sup.name) for n in marked if n.sub is not None and isinstance(n.sup, tree.Symbol)
                and (name := name_of(n.base)) and f"{name}^{n.sup.name}" in declared}
    heads = {id(n.function) for n in nodes if isinstance(n, tree.Call)}                       # f_i'(x) is a derivative
    members = [n for n in nodes if _members(n) and id(n) not in heads]
    primes = [n.base for n in nodes if isinstance(n, tree.Prime)] if any(isinstance(n, tree.Prime) for n in members) else []
    points = _points(nodes) if primes else set()
    whole = {name_of(n) for n in primes if isinstance(n, tree.Symbol)} - points  # X' is a transpose, or a name by itself
    families |= {(name, mark) for n in members if (name := name_of((n.base if isinstance(n, tree.Prime) else n).base))
                 and f"{name}^{(mark := _mark(n))}" in declared}
    others = points | _differences(nodes) if primes else points
    members = [n for n in members if not isinstance(n, tree.Prime) or (name := name_of(n.base.base)) not in whole | vectors
               and (name in others or name in declared)]
    marked = [n for n in marked if name_of(n) not in declared]
    signed = {name for n in marked if _sign(n) and (name := name_of(n.base))}
    by = variables_of(statements)
    variables = {id(v) for v in by}
    names = families | {(name, sign) for name in signed if _told(name, marked, nodes, variables) for sign in sorted(SIGNS)}
    for v in by:
        # by x_i^a: x_i^p is no power either
        if isinstance(v, tree.Script) and v.sub is not None and letter_above(v.sup) and isinstance(v.base, tree.Symbol):
            others = {n.sup.name for n in marked if n.sub is not None and letter_above(n.sup)
                      and name_of(n.base) == name_of(v.base)}
            if len(others) > 1:
                names |= {(name_of(v.base), letter) for letter in others}
    asked = {name_of(tree.unscripted(v)) for v in by if not (isinstance(v, tree.Script) and v.sup is not None)}
    # by x, x_i^a is a power of an entry
    names |= {(name, letter) for name, letter in _triplets(marked, nodes) if name not in asked}
    names |= _below_sums(statements, members, declared)
    zeroth = _zeroth(nodes, variables) - set(declared)
    if zeroth:
        statements = tuple(tree.replaced(s, lambda n: _start(n, zeroth)) for s in statements)
    return (tuple(tree.replaced(s, lambda n: _named(n, names)) for s in statements) if names else statements,
            {f"{name}^{sign}" for name, sign in names})


def _below_sums(statements: tuple[tree.Node, ...], members: list[tree.Node], declared: Collection[str]) -> set[tuple[str, str]]:
    r"""The marks of t_i^*, W_{ij}^\star, y_i^{\text{obs}}, w_i^0 and z_i' whose letters a sum binds:
    the members of t^* and the others."""
    found = [n for n in members if name_of(n) not in declared]
    bound = bound_letters(statements) if found else frozenset()
    out: set[tuple[str, str]] = set()
    for n in found:
        script = n.base if isinstance(n, tree.Prime) else n
        name, letters = name_of(script.base), [i.name if isinstance(i, tree.Symbol) else "" for i in tree.items_of(script.sub)]
        # x_j' of a declared x: an entry of x'
        entries = isinstance(n, tree.Prime) and name in declared and len(letters) == 1 == len(letters[0])
        if name and (entries or bound.issuperset(letters)):
            out.add((name, _mark(n)))
    return out


def _points(nodes: list[tree.Node]) -> set[str]:
    """The x of k(x, x'): x' is another argument of the kind."""
    calls = [n.args for n in nodes if isinstance(n, tree.Call) and len(n.args) > 1]
    return {name for args in calls for a in args
            if isinstance(a, tree.Prime) and (name := name_of(a.base)) and any(name_of(b) == name for b in args)}


def _differences(nodes: list[tree.Node]) -> set[str]:
    """The z of z_i - z_i': a letter with a prime that is another one of its kind, and no transpose."""
    found: set[str] = set()
    for n in nodes:
        terms = [tree.unsigned(t) for t in n.terms] if isinstance(n, tree.Sum) and len(n.terms) == 2 else ()
        for a, b in ((terms[0], terms[1]), (terms[1], terms[0])) if terms else ():
            if (isinstance(b, tree.Prime) and _members(b) and isinstance(a, tree.Script)
                    and name_of(a) == name_of(b.base) and (name := name_of(b.base.base))):
                found.add(name)
    return found


def _members(node: tree.Node) -> bool:
    """Whether a node has a mark above it, and letters below."""
    if isinstance(node, tree.Prime):
        return (node.count == 1 and isinstance(node.base, tree.Script) and node.base.sup is None
                and isinstance(node.base.base, tree.Symbol))
    return isinstance(node, tree.Script) and node.sub is not None and isinstance(node.base, tree.Symbol) and bool(_mark(node))


def _mark(node: tree.Node) -> str:
    """What stands above: a star, a zero, a word, a prime; "" for a power and a transpose."""
    if isinstance(node, tree.Prime):
        return "'"
    sup = node.sup
    if tree.is_zero(sup):
        return "0"
    if isinstance(sup, tree.Symbol) and (sup.name in STARS or len(sup.name) > 1 and sup.font == "roman" and sup.name.isalpha()):
        return sup.name
    return ""


def _zeroth(nodes: list[tree.Node], variables: set[int]) -> set[str]:
    r"""The w of w^0 beside w itself, of which no other power stands anywhere:
    a point where something starts, and not 1."""
    powers = {name: n for n in nodes if isinstance(n, tree.Script) and n.sub is None and tree.is_zero(n.sup)
              and (name := name_of(n.base))}
    if not powers:
        return set()
    bases = {id(n.base) for n in nodes if isinstance(n, tree.Script) and n.sub is None and tree.is_zero(n.sup)}
    plain = {n.name for n in nodes if isinstance(n, tree.Symbol) and id(n) not in bases and id(n) not in variables}
    others = {name_of(n.base) for n in nodes if isinstance(n, tree.Script) and n.sup is not None
              and not tree.is_zero(n.sup) and not is_transposed(n)}
    return {name for name in powers if name in plain} - others


def _start(node: tree.Node, names: set[str]) -> tree.Node | None:
    """w^0 as one symbol."""
    if (isinstance(node, tree.Script) and node.sub is None and tree.is_zero(node.sup) and name_of(node.base) in names
            and isinstance(node.base, tree.Symbol)):
        return tree.Symbol(node.span, name_of(node) or "", key_of(node), node.base.font)
    return None


def _triplets(marked: list[tree.Script], nodes: list[tree.Node]) -> set[tuple[str, str]]:
    """The three letters of x_i^a, x_i^p, x_i^n, which stand nowhere else."""
    above: dict[str, dict[str, set[int]]] = {}
    for n in marked:
        if n.sub is not None and letter_above(n.sup) and (name := name_of(n.base)) is not None:
            above.setdefault(name, {}).setdefault(n.sup.name, set()).add(id(n.sup))
    return {(name, letter) for name, letters in above.items() if len(letters) > 2
            and not any(isinstance(n, tree.Symbol) and n.name in letters and id(n) not in letters[n.name]
                        for n in nodes) for letter in letters}


def _small(symbol: tree.Symbol) -> bool:
    return symbol.name.lstrip("\\")[:1].islower()


def _sign(node: tree.Script) -> str:
    return node.sup.name if isinstance(node.sup, tree.Symbol) and node.sup.name in SIGNS else ""


def _told(name: str, marked: list[tree.Script], nodes: list[tree.Node], variables: set[int]) -> bool:
    """Whether z^+ is a name: z^- occurs too, or z is a vector; and z itself does beside it,
    unless nothing is asked by z."""
    own = [n for n in marked if name_of(n.base) == name]
    bases = {id(n.base) for n in own if _sign(n)}
    plain = [n for n in nodes if isinstance(n, tree.Symbol) and name_of(n) == name and id(n) not in bases]
    by = [n for n in nodes if id(n) in variables and name_of(tree.unscripted(n)) == name]
    unsigned = [n for n in by if not (isinstance(n, tree.Script) and _sign(n))]
    if unsigned and len(plain) <= len(unsigned):
        return False                                       # \\frac{d}{dx} x^+: the positive part
    vector = any(n.base.font in _VECTORS for n in own) or any(is_transposed(n) for n in own)
    return vector or {_sign(n) for n in own} >= SIGNS


def _named(node: tree.Node, names: set[tuple[str, str]]) -> tree.Node | None:
    """x_i^+ as the member i of x^+."""
    script = tree.unprimed(node)
    if _members(node) or isinstance(node, tree.Script) and node.sub is not None and isinstance(node.sup, tree.Symbol):
        if (name_of(script.base), _mark(node) or node.sup.name) in names:
            whole = tree.Prime(node.span, script.base, 1) if isinstance(node, tree.Prime) else tree.without_sub(node)
            return tree.Script(node.span, tree.Symbol(script.base.span, name_of(whole) or "", key_of(whole),
                                                      script.base.font), script.sub, None)
    return None
