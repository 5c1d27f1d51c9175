r"""Sums over sets of numbers, \sum_{i \in S} and \frac{1}{|S|}\sum_{i \in S}: over all numbers,
each counted once if it is in the set."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ... import tree
from ..binding import letters_below
from ..names import name_of
from ..reading import names_in

MEMBER = r"\in"                              # begins the name of what says whether a number is in a set


def with_sets(statements: tuple[tree.Node, ...], sizes: Collection[str] = ()) -> tuple[tuple[tree.Node, ...], dict[str, int]]:
    """The statements with a factor 1 or 0 for each number in sums over sets, and how many letters each of these factors
    is of.  What is a size, as V of V rows, is no set here."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    sums = [found for n in nodes if isinstance(n, tree.BigOp) and (found := _over_set(n)) is not None
            and name_of(found.of) not in sizes]
    tests = [n.args[0] for n in nodes if _is_test(n)]
    if not sums and not tests:
        return statements, {}
    sets = {_name(s.of): len(s.letters) for s in sums} | {_name(t.parts[1]): len(_letters(t.parts[0])) for t in tests}
    taken = {name for s in statements for name in names_in(s)} | {x.name for n in nodes if isinstance(n, tree.Script)
        and n.sub is not None for x in tree.nodes(n.sub) if isinstance(x, tree.Symbol)}
    fresh = next(letter for letter in ("i", "j", "l", "m", "n", "p", "q", "r", "u") if letter not in taken or letter == "u")

    letters_of = {_name(s.of): s.letters for s in reversed(sums) if not s.elements}

    def change(n: tree.Node, scope: frozenset[str] = frozenset()) -> tree.Node:
        if isinstance(n, tree.Delim) and n.kind == "abs" and _letter(n.body) is not None and _name(n.body) in sets:
            usual = letters_of.get(_name(n.body), ())
            letters = (usual if usual and not scope & {x.name for x in usual}
                       else tuple(tree.Symbol(n.span, x, x) for x in (fresh, fresh + "'")[:sets[_name(n.body)]]))
            return tree.BigOp(n.span, "sum", tree.listed(n.span, letters), None, _member(n.body, letters))
        if _is_test(n):
            return _member(n.args[0].parts[1], _letters(n.args[0].parts[0]))
        if not isinstance(n, tree.BigOp) or (over := _over_set(n)) is None or name_of(over.of) in sizes:
            inner = scope | letters_below(n.lower) if isinstance(n, tree.BigOp) else scope
            return tree.mapped(n, lambda m: change(m, inner))
        body, letters, bound = n.body, over.letters, over.bound
        if over.elements:  # \sum_{x \in C}: the elements are numbered
            i = tree.Symbol(letters[0].span, fresh, fresh)
            body, letters, bound = tree.rewritten(body, lambda x: tree.Script(x.span, x, i, None)
                                                  if isinstance(x, tree.Symbol) and x.name == letters[0].name else x), (i,), (i,)
        factors = (_member(over.of, letters), tree.Group(body.span, "(", change(body, scope | {x.name for x in bound})))
        lower = tree.listed(n.lower.span, bound)
        return replace(n, lower=lower, body=tree.Product(body.span, "juxt", factors))

    return tuple(change(s) for s in statements), sets


@dataclass(frozen=True, slots=True)
class OverSet:
    r"""What stands below a sum: (i, j) \in \Omega with the letters i and j, of which those `bound` run;
    `elements` where x \in C runs over vectors."""

    letters: tuple[tree.Node, ...]
    of: tree.Node
    bound: tuple[tree.Node, ...]
    elements: bool


def _over_set(node: tree.BigOp) -> OverSet | None:
    r"""i \in S, (i, j) \in \Omega, i : (i, j) \in \Omega, x_n \in C_k and x \in C; None for other sums."""
    *given, lower = tree.items_of(node.lower) or (None,)
    if (node.op.lstrip("\\") != "sum" or not isinstance(lower, tree.Relation) or lower.ops != ("in",)
            or _letter(lower.parts[1]) is None or node.upper is not None):
        return None
    letters = _letters(lower.parts[0])
    own = tree.items_of(lower.parts[1].sub) if isinstance(lower.parts[1], tree.Script) else ()  # k : j \\in C_k
    if not letters or given and not {name_of(x) for x in given} <= {name_of(x) for x in (*letters, *own)}:
        return None
    numbers, of = _numbers(node.body) | {name_of(x) for x in own}, lower.parts[1]
    if (all(isinstance(x, tree.Symbol) and x.name in numbers for x in given or letters)
            or isinstance(tree.items_of(tree.opened(lower.parts[0]))[0], tree.Script) or tree.is_number(node.body, "1")):
        return OverSet(letters, of, tuple(given) or letters, False)
    return OverSet(letters, of, letters, True) if len(letters) == 1 and not given and _bare(node.body,
        name_of(letters[0])) else None


def _letters(node: tree.Node) -> tuple[tree.Node, ...]:
    """The numbers i, j of (i, j), the n of x_n; none where something else stands there."""
    items = tree.items_of(tree.opened(node))
    letters = tuple(x.sub if isinstance(x, tree.Script) and x.sup is None else x for x in items)
    return letters if all(isinstance(x, tree.Symbol) for x in letters) else ()


def _is_test(node: tree.Node) -> bool:
    r"""\mathbf{1}[i \in S]."""
    return isinstance(node, tree.Call) and name_of(node.function) in ("1", r"\mathbf{1}", r"\mathbb{1}",
        r"\mathbbm{1}") and len(node.args) == 1 and isinstance(node.args[0], tree.Relation) \
        and node.args[0].ops == ("in",) and _letter(node.args[0].parts[1]) is not None and bool(_letters(node.args[0].parts[0]))


def _letter(node: tree.Node) -> tree.Node | None:
    r"""The S of a set S, S_k, \mathcal{B}."""
    base = node.base if isinstance(node, tree.Script) and node.sup is None else node
    return (base if isinstance(base, tree.Symbol) and (len(base.name) == 1 or base.name.startswith("\\"))
            and base.font != "bb" else None)


def _name(of: tree.Node) -> str:
    return f"{MEMBER}{name_of(_letter(of))}"


def _member(of: tree.Node, letters: tuple[tree.Node, ...]) -> tree.Script:
    base = _letter(of)
    own = tree.items_of(of.sub) if isinstance(of, tree.Script) else ()
    below = (*own, *letters)
    return tree.Script(of.span, tree.Symbol(base.span, _name(of), base.latex), tree.listed(of.span, below), None)


def _numbers(body: tree.Node) -> set[str]:
    """The letters that number something: those below other letters, or above in brackets."""
    scripts = [n for n in tree.nodes(body) if isinstance(n, tree.Script)]
    return {x.name for n in scripts for s in (n.sub, n.sup if isinstance(n.sup, tree.Group) else None) if s is not None
            for x in tree.nodes(s) if isinstance(x, tree.Symbol)}


def _bare(body: tree.Node, name: str | None) -> bool:
    """Whether a letter stands in the body as it is, and not as the argument of a function."""
    within = {x.name for n in tree.nodes(body) if isinstance(n, tree.Call) for a in n.args for x in (tree.opened(a),)
              if isinstance(x, tree.Symbol)}
    return name in names_in(body) and name not in within
