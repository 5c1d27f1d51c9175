r"""\max_k w_k^\top x and \max_{j \ne y} s_j inside of a formula: the value at the index i^* where the maximum is
attained, which stays there near the point."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ...records import record
from ..binding import stands_alone
from ..names import is_letter, key_of, name_of
from ..reading import alike, letters_in_scripts, names_in

_SPARE = "cmhgabde"


@record
class Extremum:
    """`label` is the index where a maximum ("max") or minimum is attained;
    `values` is \\sum over the index of what is compared, from which the place is found."""

    label: tree.Node
    kind: str
    values: tree.BigOp
    said: str

    @property
    def name(self) -> str:
        """The name of the label's symbol: i^*, or the c of c_n."""
        return name_of(self.label if self.label.sup is not None else self.label.base) or ""

    @property
    def place(self) -> str:
        r"""i^* = \arg\max_i x_i."""
        return f"{key_of(self.label)} = \\arg{self.said}"

    @property
    def sentence(self) -> str:
        return (f"The {'maximum' if self.kind == 'max' else 'minimum'} ${self.said}$ is attained once, at "
                f"${self.place}$, which stays there near the point.")


def has_extrema(source: str) -> bool:
    """A quick look for what this pass rewrites."""
    return "\\max" in source or "\\min" in source


def at_labels(statements: tuple[tree.Node, ...], source: str) -> tuple[tuple[tree.Node, ...], list[Extremum]]:
    """The statements with every extremum over an index as the value at its label, and the extrema."""
    found: list[Extremum] = []
    used = {n for s in statements for n in names_in(s)} | {part for s in statements for n in names_in(s) for part in n.split("_")}

    def change(n: tree.Node, outer: tuple[str, ...]) -> tree.Node:
        if isinstance(n, tree.BigOp):
            letters = _letters(n.lower)
            n = replace(n, body=change(n.body, outer + letters))
            return (_at_label(n, letters[0], outer, source[slice(*n.span)]) if n.op in ("max", "min") and letters
                    and _members(n, letters[0]) and _only_numbers(n, letters[0]) else n)
        return tree.mapped(n, lambda m: change(m, outer))

    def _at_label(n: tree.BigOp, letter: str, outer: tuple[str, ...], said: str) -> tree.Node:
        known = next((e for e in found if e.kind == n.op and alike(e.values.lower, n.lower)
                      and alike(e.values.body, n.body)), None)
        if known is None:
            above = [a for a in outer if a != letter and a in letters_in_scripts(n)]
            if len(above) > 1:
                return n
            known = Extremum(_label(n.span, letter, above[0] if above else None), n.op, replace(n, op="sum"), said)
            found.append(known)
        k = tree.Symbol(n.span, letter, letter)
        one = tree.indicator(tree.equation(n.span, known.label, k))
        return tree.Group(n.span, "(", replace(n, op="sum",
                                               body=tree.Product(n.span, "juxt", (one, tree.Group(n.body.span, "(", n.body)))))

    def _label(span: tree.Span, letter: str, above: str | None) -> tree.Node:
        """i^*, or another letter with a star; c_n where it depends on the n of a sum."""
        if above is not None:
            spare = next(c for c in _SPARE if c not in used)
            used.add(spare)
            return tree.Script(span, tree.Symbol(span, spare, spare), tree.Symbol(span, above, above), None)
        starred = next(c for c in (letter, *"ijklmpqrs") if c + "^*" not in used)
        used.add(starred + "^*")
        return tree.Script(span, tree.Symbol(span, starred, starred), None, tree.Symbol(span, "*", "*"))

    return tuple(change(s, ()) for s in statements), found


def _letters(lower: tree.Node | None) -> tuple[str, ...]:
    """The letter that a sign binds: i of i, i = 1, j \\ne y and 1 <= i <= n."""
    first = lower.parts[0] if isinstance(lower, tree.Relation) else lower
    return (name_of(first),) if first is not None and is_letter(first) else ()


def _members(n: tree.BigOp, letter: str) -> bool:
    r"""Whether the range is said, as in \max_{j \ne y},
    or the letter numbers members w_k^\top x, f_k(x), \|x - m_k\| or values (Wx)_j.

    Among entries x_i the largest entry of an array is meant, "extreme_entry"."""
    def numbered(m: tree.Node) -> bool:
        return isinstance(m, tree.Script) and m.sub is not None and letter in names_in(m.sub)

    def whole(m: tree.Node) -> bool:
        if isinstance(m, tree.Script) and numbered(m) and (m.sup is not None and not isinstance(m.sup, tree.Number)
                or isinstance(m.base, (tree.Group, tree.Delim))):
            return True
        return (isinstance(m, tree.Call) and numbered(m.function) or isinstance(m, tree.Delim) and m.kind == "norm"
                and any(map(numbered, tree.nodes(m.body))))
    return not isinstance(n.lower, tree.Symbol) or any(map(whole, tree.nodes(n.body)))


def _only_numbers(n: tree.BigOp, letter: str) -> bool:
    """Whether the letter stands in subscripts of the body, and nowhere else."""
    return letter in letters_in_scripts(n.body) and not stands_alone(n.body, letter)
