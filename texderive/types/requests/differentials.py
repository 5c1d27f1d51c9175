r"""Differentials that are asked for:
\mathrm{d}\log\det X is \frac{d}{d\varepsilon}\log\det(X + \varepsilon\,\mathrm{d}X) at \varepsilon = 0,
with \mathrm{d}X any change of X.

What varies are the arguments of a function; of a formula the letters that usually are unknown, where it has such."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ...records import record
from ..conventions import WORDS
from ..declare import Declared
from ..names import key_of, name_of
from ..notation.changes import change_of, is_mark, moved, sign_of
from ..reading import Definition, names_in, numbers_in
from ..statements.sorted import Sorted

_STEPS = (r"\varepsilon", "t", "s")
_VARYING = ((r"\theta", r"\Theta", r"\beta", "w", "W"), ("x", "y", "z", "X", "Y", "Z"),
            ("u", "v", "U", "V", r"\mu", r"\Sigma", r"\Lambda", r"\Omega", "t"))


@record
class Change:
    """What is differentiated in the place of a differential, at which point, the letters that change
    with their changes, and sentences on both."""

    node: tree.Derivative
    place: tree.Relation
    pairs: tuple[tuple[tree.Node, tree.Node], ...]
    notes: tuple[str, ...]


def differential(node: tree.Node, parts: Sorted, declared: dict[str, Declared]) -> Change | None:
    """What a differential is the derivative of; None where something else is asked, or nothing in it varies."""
    definitions = {d.name: d for d in parts.definitions}
    found = sign_of(node, definitions)
    if found is None or "d" in definitions or any(d.name == "d" for d in declared.values()):
        return None
    operand = found.operand
    d = definitions.get(name_of(tree.called(operand)) or "")
    if d is not None and d.has_arguments():
        operand = operand if isinstance(operand, tree.Call) else d.lhs
        letters = {name: a for a in operand.args if (name := name_of(a))}
        held: dict[str, tree.Node] = {}
    else:
        letters, held = _split(_letters([operand], parts, declared, definitions))
    if not letters or name_of(operand) in letters:
        return None
    span, used = found.span, {name for x in (operand, *(e.body for e in parts.definitions)) for name in names_in(x)}
    letter = next((s for s in _STEPS if s not in used and s.replace("var", "") not in used), r"\tau")
    step, sign = (tree.Symbol(span, letter.replace("var", ""), letter), r"\mathrm{d}" if _roman(node) else "d"
                  if found.kind == "d" else r"\partial ")
    varies = lambda n: name_of(n) in letters
    parts.definitions = [e if e.kind == "function" else replace(e, body=moved(e.body, varies, step, sign))
                         for e in parts.definitions]
    pairs = tuple((x, change_of(x, sign)) for x in letters.values())
    for _, c in pairs:
        parts.facts.props.setdefault(name_of(c), []).append("change")
    changes = _listed(c for _, c in pairs)
    place = " and ".join(rf"${key_of(x)} + {letter}\,{key_of(c)}$" for x, c in pairs)
    second, are = "second " * (found.order == 2), "is any change" if len(pairs) == 1 else "are any changes"
    notes = [rf"The {second}differential is the {second}derivative at {place} by ${letter}$ at ${letter} = 0$; "
             rf"{changes} {are} of {_listed(letters.values())}."]
    if held:
        notes.append(f"{_listed(held.values())} {'is' if len(held) == 1 else 'are'} held constant.")
    derivative = tree.derivative(span, "d", step, found.order, moved(operand, varies, step, sign))
    return Change(derivative, tree.equation(span, step, tree.Number(span, "0")), pairs, tuple(notes))


def _listed(nodes: Iterable[tree.Node]) -> str:
    names = [f"${key_of(n)}$" for n in nodes]
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + names[-1:])


def _roman(node: tree.Node) -> bool:
    """Whether the sign is upright, \\mathrm{d}."""
    first = tree.unscripted(node.factors[0] if isinstance(node, tree.Product) else node)
    return not isinstance(first, tree.Symbol) and first.kind == "d" or isinstance(first, tree.Symbol) and first.font == "roman"


def _letters(trees: list[tree.Node], parts: Sorted, declared: dict[str, Declared],
             definitions: dict[str, Definition]) -> dict[str, tree.Node]:
    """The letters that a formula depends on, through definitions too."""
    constant = {d.name for d in declared.values() if d.props & {"constant", "ones", "identity", "dimension"}}
    constant |= {s for d in (*declared.values(), *parts.facts.declared) for s in (*(d.shape or ()), *d.ranges)
                 if isinstance(s, str)}
    found: dict[str, tree.Node] = {}
    stack, seen = list(trees), set()
    while stack:
        n = stack.pop(0)
        name = name_of(n) if isinstance(n, (tree.Symbol, tree.Script)) else None
        if name in definitions and name not in seen:
            seen.add(name)
            stack.insert(0, definitions[name].body)
            continue
        plain = isinstance(n, tree.Script) and (isinstance(n.sub, tree.Number) and n.sup is None
                                                or isinstance(n.sup, tree.Group) and n.sup.kind == "(")
        if (name and (isinstance(n, tree.Symbol) or plain) and name not in _NONE and name not in constant
                and name not in seen and name not in BY_SPELLING and name not in WORDS):
            found.setdefault(name, n)
            continue
        if isinstance(n, tree.BigOp):
            stack.insert(0, n.body)
        elif isinstance(n, tree.Script):
            stack[:0] = [n.base, *([n.sup] if n.sup is not None and not is_mark(n.sup) else [])]
        else:
            stack[:0] = list(n.args if isinstance(n, tree.Call) else tree.children(n))
    numbers = set().union(*(numbers_in(t, frozenset()) for t in trees))
    return {name: n for name, n in found.items() if name not in numbers}


_NONE = frozenset(("e", r"\pi", "I", "1", r"\mathbf{1}", "d", "T", r"\top", "n", "N", "m", "k"))


def _split(letters: dict[str, tree.Node]) -> tuple[dict[str, tree.Node], dict[str, tree.Node]]:
    """(what varies, what is held constant): the first letters that usually are unknowns, else all."""
    if len(letters) > 1:
        for usual in _VARYING:
            varying = {name: n for name, n in letters.items() if name.split("_")[0].split("^")[0] in usual}
            if varying:
                return varying, {name: n for name, n in letters.items() if name not in varying}
    return letters, {}
