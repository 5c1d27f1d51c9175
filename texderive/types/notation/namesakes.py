r"""One letter for two things: a whole and its parts, L = \frac1N\sum_n L_n beside L_n = .., a function
and its values, h_i = h(w^\top x_i), or a number and a vector, m_k = w^\top\mathbf m_k."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from ... import tree
from ..binding import bound_letters
from ..names import OWN, is_letter, key_of, name_of

VECTOR_FONTS = ("bold", "vec")


def told_apart(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    """The statements with a name of their own, printed alike, for the parts of which a whole
    of the same letter is made."""
    shared = namesakes(statements)
    statements = tuple(renamed(s, shared) for s in statements) if shared else statements
    relations = [s for s in statements if isinstance(s, tree.Relation)]
    starts = {name for s in relations if (name := _from_start(s)) is not None}
    statements = tuple(started(s, starts) for s in statements) if starts else statements
    by = {name_of(v.node.base) for s in statements for n in tree.nodes(s) if isinstance(n, tree.Derivative)
          for v in n.variables if _given(v.node)}
    given = {name for name in (given_at_start(relations) if by else ()) if name in by and not _listed(name, relations)}
    statements = tuple(renamed(s, given) for s in statements) if given else statements
    projected = {name for s in statements if isinstance(s, tree.Relation) and (name := _projected(s)) is not None}
    return tuple(tree.rewritten(s, lambda n: _by_own_name(n, projected)) for s in statements) if projected else statements


def users_and_items(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""b_u and b_i beside the ratings r_{ui} are quantities of users and of items, and no entries of one b:
    those of items have a name of their own, printed alike."""
    found = [n for s in statements for n in tree.nodes(s) if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol)]
    if not any(isinstance(n.sub, tree.Items) and tuple(map(name_of, n.sub.items)) == ("u", "i") for n in found):
        return statements
    users, items = ({n.base.name for n in found if name_of(n.sub) == letter} for letter in "ui")
    return tuple(tree.rewritten(s, lambda n: _of_item(n, users & items)) for s in statements) if users & items else statements


def _own(letter: tree.Symbol, name: str) -> tree.Symbol:
    """A letter by a name of its own, made of `name`, and printed alike."""
    return tree.Symbol(letter.span, name + OWN, letter.latex, letter.font)


def _of_item(node: tree.Node, shared: set[str]) -> tree.Node:
    """A member b_i of one of these letters by a name of its own."""
    own = (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name in shared
           and name_of(node.sub) == "i")
    return tree.Script(node.span, _own(node.base, node.base.name), node.sub, node.sup) if own else node


def _from_start(s: tree.Relation) -> str | None:
    r"""x of x_t = \sqrt{a_t}x_0 + \sqrt{1 - a_t}\epsilon: x_0 is given, and no x_t with t = 0."""
    head = s.parts[0]
    if not (isinstance(head, tree.Script) and isinstance(head.base, tree.Symbol) and is_letter(head.sub) and head.sup is None):
        return None
    name = name_of(head.base)
    own = [n for side in s.parts[1:] for n in tree.nodes(side) if isinstance(n, tree.Script) and name_of(n.base) == name
           and n.sub is not None]
    return name if own and all(isinstance(n.sub, tree.Number) for n in own) else None


def given_at_start(relations: Iterable[tree.Relation]) -> set[str]:
    r"""Letters whose definition rests, through others, on numbered members of the same letter, which are quantities
    of their own: the h_0 of h = \tanh(a), a = Wx + Uh_0."""
    bodies: dict[str, list[tree.Node]] = {}
    for r in relations:
        if (name := name_of(r.parts[0])) is not None:
            bodies.setdefault(name, []).extend(n for side in r.parts[1:] for n in tree.nodes(side))
    return {name for name in bodies if any(_given(n) and name_of(n.base) == name for n in _below(name, bodies))}


def _given(node: tree.Node) -> bool:
    r"""Whether a node is a member that a number, a word or a step before tells, h_0, h_{\text{old}} and h_{t-1}."""
    if not isinstance(node, tree.Script) or not isinstance(node.base, tree.Symbol):
        return False
    step = (isinstance(node.sub, tree.Sum) and len(node.sub.terms) == 2 and is_letter(node.sub.terms[0])
            and isinstance(tree.unsigned(node.sub.terms[1]), tree.Number))
    word = (isinstance(node.sub, tree.Text) or isinstance(node.sub, tree.Symbol)
            and (node.sub.font == "roman" or len(node.sub.name) > 2 and not node.sub.name.startswith("\\")))
    return step or word or isinstance(node.sub, tree.Number)


def _listed(name: str, relations: list[tree.Relation]) -> bool:
    """Whether the letter stands for the list of its members, x = (x_1, x_2), or is summed up from them."""
    return any(isinstance(n, (tree.Items, tree.Matrix, tree.Dots, tree.BigOp)) for r in relations
               if name_of(r.parts[0]) == name for side in r.parts[1:] for n in tree.nodes(side))


def _below(name: str, bodies: dict[str, list[tree.Node]]) -> list[tree.Node]:
    """Everything that a name is made of, definitions entered."""
    found, names = [], [name]
    for inner in names:
        found += bodies.get(inner, ())
        names += [n for n in bodies if n not in names and any(name_of(node) == n for node in bodies.get(inner, ()))]
    return found


def started(node: tree.Node, starts: set[str]) -> tree.Node:
    """The node with a symbol for each member of these letters that has a number."""
    return tree.replaced(node, lambda n: _as_symbol(n) if isinstance(n, tree.Script) and isinstance(n.sub, tree.Number)
                         and name_of(n.base) in starts else None)


def beside_their_whole(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with a symbol for \mu_p of \mu - \mu_p, for x_k of \|x - x_k\| and for \Sigma_p
    of \operatorname{tr}(\Sigma_p^{-1}\Sigma): none is an entry of the whole that it is like."""
    labels = labels_beside_wholes(statements,
                                  {name_of(tree.unscripted(s.parts[0])) for s in statements if isinstance(s, tree.Relation)})
    return tuple(as_symbols(s, labels) for s in statements) if labels else statements


def labels_beside_wholes(roots: Sequence[tree.Node], defined: set[str | None]) -> set[str]:
    r"""The p of \mu - \mu_p: letters below what is like its whole, which is not among the `defined` names.
    They tell names apart and number nothing."""
    nodes = [n for s in roots for n in tree.nodes(s)]
    members = [n for n in nodes if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol) and is_letter(n.sub)]
    bases = {id(n.base) for n in members}
    like = {name_of(n.base) for n in members} & {n.name for n in nodes if isinstance(n, tree.Symbol)
                                                 and id(n) not in bases} - defined
    if not like:
        return set()
    numbering = bound_letters(roots) | {i.name for n in nodes if isinstance(n, tree.Script) and n.sub is not None
                                        and not is_letter(n.sub) for i in tree.nodes(n.sub) if is_letter(i)}
    like -= {name_of(n.base) for n in members if n.sub.name in numbering}
    like &= {name for n in nodes for name in _of_one_kind(n)}
    return {n.sub.name for n in members if name_of(n.base) in like}


def as_symbols(node: tree.Node, labels: set[str]) -> tree.Node:
    """The node with a symbol for each letter that has one of the labels below."""
    return tree.replaced(node, lambda n: _as_symbol(n) if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol)
                         and is_letter(n.sub) and n.sub.name in labels else None)


def _of_one_kind(node: tree.Node) -> set[str | None]:
    """The letters of which a whole and a member are terms of this sum or factors below this trace,
    or of which a matrix is inverted here."""
    if isinstance(node, tree.Script):
        return {name_of(node.base)} if is_letter(node.sub) and tree.is_minus_one(node.sup) and _capital(node.base) else set()
    if isinstance(node, tree.Sum):
        parts = [tree.unsigned(t) for t in node.terms]
    elif isinstance(node, tree.Call) and name_of(node.function) == "tr":
        parts = [f for a in map(tree.opened, node.args) if isinstance(a, tree.Product) for f in a.factors if _capital(f)]
    else:
        return set()
    wholes = {name_of(p if isinstance(p, tree.Symbol) else p.base) for p in parts if isinstance(p, tree.Symbol)
              or isinstance(p, tree.Script) and p.sub is None}
    return wholes & {name_of(p.base) for p in parts if isinstance(p, tree.Script) and is_letter(p.sub)}


def _capital(node: tree.Node) -> bool:
    r"""X and \Sigma, whatever stands below and above."""
    node = tree.unscripted(node)
    return isinstance(node, tree.Symbol) and node.name.removeprefix("\\")[:1].isupper()


def _as_symbol(member: tree.Script) -> tree.Node:
    """A member as a symbol by its whole name, with what stands above it."""
    whole = tree.Script(member.span, member.base, member.sub, None)
    own = tree.Symbol(member.span, name_of(whole) or "", key_of(whole), getattr(member.base, "font", ""))
    return own if member.sup is None else tree.Script(member.span, own, None, member.sup)


def _projected(s: tree.Relation) -> str | None:
    r"""m of m = w^\top\mathbf m and m_k = w^\top\mathbf m_k, x of \mathbf x = (x, y, z):
    of a plain and a bold letter one is defined by the other."""
    head = s.parts[0].base if isinstance(s.parts[0], tree.Script) else s.parts[0]
    if not isinstance(head, tree.Symbol) or s.ops[0] not in ("=", ":=") or len(head.name) > 1 and not head.name.startswith("\\"):
        return None
    bold = head.font in VECTOR_FONTS
    same = [n for side in s.parts[1:] for n in _names(side, bold) if isinstance(n, tree.Symbol) and n.name == head.name]
    return head.name if same and all((n.font in VECTOR_FONTS) != bold for n in same) else None


def _names(side: tree.Node, bold: bool) -> list[tree.Node]:
    r"""All letters of what defines a plain letter; the bare entries of a list or column that a bold one
    is (x_1 of \mathbf x = (x_1, x_2) is an entry)."""
    if not bold:
        return tree.nodes(side)
    inner = tree.unscripted(side)
    inner = tree.opened(inner)
    return (list(inner.items) if isinstance(inner, tree.Items) else [cell for row in inner.rows for cell in row]
            if isinstance(inner, tree.Matrix) else [])


def _by_own_name(node: tree.Node, plain: set[str]) -> tree.Node:
    """A plain letter among these by a name of its own."""
    own = isinstance(node, tree.Symbol) and node.name in plain and node.font not in VECTOR_FONTS
    return _own(node, node.name) if own else node


def namesakes(statements: Iterable[tree.Node]) -> set[str]:
    """The letters that some equations define as a whole, and others as its parts;
    and those of functions that are defined, and of their values h_i = h(..)."""
    wholes, functions, parts, values = {}, set(), set(), set()
    for s in statements:
        if not isinstance(s, tree.Relation):
            continue
        head = _head(s.parts[0])
        if isinstance(head, tree.Script) and isinstance(head.base, tree.Symbol) and _part(head, name_of(head.base)):
            parts.add(name_of(head.base))
            if len(s.parts) == 2 and head is s.parts[0] and _applied(s.parts[1]) == name_of(head.base):
                values.add(name_of(head.base))
        elif isinstance(head, tree.Symbol):
            wholes[name_of(head)] = s.parts[1:]
            if head is not s.parts[0]:
                functions.add(name_of(head))
    return {name for name in parts & wholes.keys() if name
            and any(_part(n, name) for side in wholes[name] for n in tree.nodes(side))} | functions & values


def _applied(node: tree.Node) -> str | None:
    """h of h(w^\\top x_i)."""
    head = _head(node)
    return name_of(head) if head is not node else None


def _head(left: tree.Node) -> tree.Node:
    """L of L, L(w) and of L (w) read as a product."""
    if isinstance(left, tree.Call):
        return left.function
    if isinstance(left, tree.Product) and len(left.factors) == 2 and isinstance(left.factors[1], tree.Group):
        return left.factors[0]
    return left


def _part(node: tree.Node, name: str | None) -> bool:
    """L_n and L^{(n)}."""
    return isinstance(node, tree.Script) and (node.sub is not None or isinstance(node.sup, tree.Group)
                                              and node.sup.kind == "(") and isinstance(node.base,
                                                  tree.Symbol) and name_of(node.base) == name


def renamed(node: tree.Node, shared: set[str]) -> tree.Node:
    """The node with the parts of shared letters by their own names."""
    if (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol)
            and _part(node, name := name_of(node.base) or "") and name in shared):
        return tree.mapped(tree.Script(node.span, _own(node.base, name), node.sub, node.sup), lambda n: renamed(n, shared))
    return tree.mapped(node, lambda n: renamed(n, shared))
