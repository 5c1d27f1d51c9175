r"""Recurrences h_t = \tanh(Wh_{t-1} + Ux_t) and layers a_l = \sigma(W_la_{l-1}):
letters that number steps tell names apart, and a definition at one step holds at all."""
from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ...records import record
from ..binding import bound_letters
from ..declare import Declared
from ..names import key_of, name_of

Key = tuple[str, bool]                       # a letter, and whether its step stands above it
Written = tuple[int, tree.Relation]          # the shift that a definition is written at, and the definition
MOST = 8                                     # steps that a recurrence is followed through


@record
class Step:
    """h_{t+k} or h^{(t+k)}: what it is a step of, its letter t and the shift k; h_2 has no letter and the shift 2."""

    key: Key
    letter: str
    shift: int


@record
class Unrolled:
    """The statements with definitions at the steps that are needed, the letters of steps, and what is said about it."""

    statements: tuple[tree.Node, ...]
    letters: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def step(node: tree.Node) -> Step | None:
    """The step that a name is taken at; None of anything else."""
    if not isinstance(node, tree.Script) or not isinstance(node.base, tree.Symbol) or (node.sub is None) == (node.sup is None):
        return None
    above = node.sub is None
    script = node.sup if above else node.sub
    script = script.body if isinstance(script, tree.Group) and script.kind in "([" else script
    # a^{(2)}, and no square
    if isinstance(script, tree.Number) and script.text.isdigit() and not (above and script is node.sup):
        return Step((name_of(node.base) or "", above), "", int(script.text))
    place = shifted(script)
    return (None if place is None or len(place[0].name) > 1 and place[0].name not in (r"\tau", r"\ell")
            else Step((name_of(node.base) or "", above), place[0].name, place[1]))


def shifted(node: tree.Node) -> tuple[tree.Symbol, int] | None:
    """t and k of t + k, t - k and t alone."""
    match node:
        case tree.Symbol():
            return node, 0
        case tree.Sum(terms=(tree.Symbol() as letter, tree.Number(text=text))) if text.isdigit():
            return letter, int(text)
        case tree.Sum(terms=(tree.Symbol() as letter, tree.Neg(body=tree.Number(text=text)))) if text.isdigit():
            return letter, -int(text)
    return None


_SHIFTED = re.compile(r"[_^](?:\{\s*\{\s*\\?[A-Za-z]+\s*\}|[({\[\s]*\\?[A-Za-z]+)(?:[\s~]|\\[!,;: ])*[-+](?:[\s{~]|\\[!,;: ])*\d")


def has_steps(latex: str) -> bool:
    r"""Whether a formula could hold a shifted step: a quick test.

    >>> has_steps("h_t = f(h_{t-1})"), has_steps(r"h_{ {t}\!-1}"), has_steps("x_{ij} + 1")
    (True, True, False)
    """
    return _SHIFTED.search(latex) is not None


def one_time(statements: tuple[tree.Node, ...]) -> set[str]:
    r"""{"t"} where o_t = V h_t speaks of one time: t stands below letters only, no sum runs over it, and beside x_t
    stands no x_s; else nothing."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    scripts = [n for n in nodes if isinstance(n, tree.Script) and n.sub is not None]
    timed = [n for n in scripts if isinstance(n.sub, tree.Symbol) and n.sub.name == "t"]
    below = {id(n.sub) for n in timed}
    bases = {name_of(n.base) for n in timed}
    defined = any(isinstance(s, tree.Relation) and s.ops == ("=",) and s.parts[0] in timed for s in statements)
    alone = not any(isinstance(n, tree.Symbol) and n.name == "t" and id(n) not in below for n in nodes)
    return {"t"} if defined and alone and all(n in timed for n in scripts if name_of(n.base) in bases) else set()


def iterates(statements: tuple[tree.Node, ...]) -> set[str]:
    r"""{"k"} where x_{k+1} = \arg\min_x f: what stands at k is the iterate before, one quantity."""
    found = {at.letter for s in statements if isinstance(s, tree.Relation) and s.ops[0] in ("=", ":=", "in")
             and isinstance(s.parts[1], tree.Optimum)
             and (at := step(s.parts[0])) is not None and at.shift}
    return found - bound_letters(statements) - {""}


def unrolled(statements: tuple[tree.Node, ...], source: str) -> Unrolled:
    r"""The statements with h_{t+1} = \tanh(Wh_t + Ux_{t+1}) where \partial h_{t+1}/\partial h_t
    is asked beside the definition of h_t.

    A letter numbers steps where something is defined at it, something stands at a shifted step,
    no sum binds it and no name stands at another letter too."""
    bound = bound_letters(statements)
    out, letters, notes = statements, set(), []
    for letter in sorted(_letters(statements)):
        definitions = _definitions(statements, letter)
        if definitions is None:
            continue
        if letter in bound:
            out, said = Recurrences(letter, letter, definitions, _asked(statements)).given(out)
            notes += said
            continue
        letters.add(letter)
        for origin in (letter, letter.upper(), ""):
            if origin or definitions.keys() & _recurrent(definitions, letter):
                out, said = Recurrences(letter, origin, definitions, _asked(statements)).within(out, source)
                notes += said
    return Unrolled(out, frozenset(letters), tuple(notes))


def declared_apart(statements: tuple[tree.Node, ...], declared: Mapping[str, Declared]) -> set[str]:
    """The letters t of names h_t that are declared as they stand, where no sum binds t and no name
    stands at another letter too:
    p_t = Vh_t is one name then."""
    named = {m[2] for d in declared.values() if not d.indexed_by and (m := _NAMED.fullmatch(d.name))}
    named -= {letter for d in declared.values() for letter in d.indexed_by or ()}
    if not named or not any(isinstance(s, tree.Relation) for s in statements):
        return set()
    found = {}
    for s in statements:
        for n in tree.nodes(s):
            if isinstance(n, tree.Script) and (at := step(n)) is not None:
                found.setdefault(at.key, set()).add(at.letter)
    return named - bound_letters(statements) - {letter for letters in found.values() if len(letters) > 1 for letter in letters}


def named_at_steps(declared: Mapping[str, Declared], nodes: Iterable[tree.Node], letters: Collection[str]) -> list[Declared]:
    """Declarations of h_{t-1} and the like, as of the h_t that is declared, where t numbers steps."""
    families = {(d.base, d.place == "sup"): d for d in declared.values() if len(d.indexed_by or ()) == 1
                and d.indexed_by[0] in letters}
    found = {key_of(n): replace(families[at.key], key=key_of(n), name=name, indexed_by=(), ranges=(), base=name, place="")
             for n in (n for node in nodes for n in tree.nodes(node)) if families and (at := step(n)) is not None
             and at.key in families and (name := name_of(n)) is not None}
    return list(found.values())


_NAMED = re.compile(r"([^_^]+)_([a-z])")


def _letters(statements: tuple[tree.Node, ...]) -> set[str]:
    """The letters of shifted steps beside a definition at one."""
    shifted = {found.letter for s in statements for n in tree.nodes(s) if (found := step(n)) is not None and found.shift}
    # numbers alone are no steps
    return shifted & {found.letter for s in statements if (found := _defined(s)) is not None} - {""}


def _defined(statement: tree.Node) -> Step | None:
    """The step that an equation defines a name at."""
    return step(statement.parts[0]) if isinstance(statement, tree.Relation) and set(statement.ops) == {"="} else None


def _asked(statements: tuple[tree.Node, ...]) -> list[tree.Node]:
    return [s for s in statements if any(isinstance(n, tree.Derivative) for n in tree.nodes(s))]


def _definitions(statements: tuple[tree.Node, ...], letter: str) -> dict[Key, Written] | None:
    """What is defined at steps of one letter; None where something is defined twice, or a name stands at steps
    of another letter too."""
    found: dict[Key, Written] = {}
    for s in statements:
        at = _defined(s)
        if (at is not None and at.letter == letter
                and not any(isinstance(n, (tree.Derivative, tree.Optimum)) for n in tree.nodes(s))):
            if at.key in found:
                return None
            found[at.key] = (at.shift, s)
    steps = [at for s in statements for n in tree.nodes(s) if (at := step(n)) is not None]
    here = {at.key for at in steps if at.letter == letter}
    return found if found and not any(at.key in here for at in steps if at.letter not in (letter, letter.upper(), "")) else None


def _recurrent(definitions: dict[Key, Written], letter: str) -> set[Key]:
    """The keys of recurrences: what they stand for is made of themselves at other steps."""
    family = Recurrences(letter, letter, definitions, [])
    return {key for key in definitions if key in family.behind(key)}


@record
class Recurrences:
    """The definitions at steps of one letter, with the shift each is written at, the origin that steps are counted from
    (the letter itself, the L of the last layer, or 0) and the statements that ask."""

    letter: str
    origin: str
    definitions: dict[Key, Written]
    asked: list[tree.Node]

    def within(self, statements: tuple[tree.Node, ...], source: str) -> tuple[tuple[tree.Node, ...], list[str]]:
        """The statements with the definitions at further steps that what is asked needs; what is held fixed is said."""
        derivatives = [n for s in self.asked for n in tree.nodes(s) if isinstance(n, tree.Derivative)]
        variables = {(f.key, f.shift) for d in derivatives for v in d.variables for f in self._steps(v.node)}
        operands = [d.operand for d in derivatives if d.operand is not None]
        starts = {(f.key, f.shift) for s in self.asked for f in self._steps(s)} - variables
        starts |= ({(f.key, f.shift) for x in operands for f in self._steps(x)}
                   | {place for x in operands for place in self._below(statements, x)})
        if not {key for key, _ in starts} & self.definitions.keys():
            return statements, []
        lowest = min((shift for _, shift in variables), default=max(shift for _, shift in starts) - 1 if self.origin else 0)
        if max(shift for _, shift in starts) - lowest > MOST:
            raise UnsupportedError(f"a recurrence is followed through {MOST} steps at most", self.asked[0].span,
                                   code="TD329", hint="ask for the derivative by a nearer step")
        explicit = {(at.key, at.shift): s for s in statements if s not in self.asked and (at := _defined(s)) is not None
                    and at.letter == self.origin}
        needed, met, held = self._reached(starts, variables, lowest + 1, explicit)
        if variables and not variables & met:
            needed, met, held = self._reached(starts, variables, lowest, explicit)
        zero = [s for place, s in explicit.items() if place in met and tree.is_zero(s.parts[-1])]
        statements = tuple(s for s in statements if s not in zero)
        new = [self._moved(key, shift) for key, shift in needed]
        place = next(k for k, s in enumerate(statements) if s is self.asked[0])
        letters = {name_of(v.node) for d in derivatives for v in d.variables}
        names = [key_of(self._moved(key, shift).parts[0]) for key, shift in held if self.origin or shift > 0
                 if (variables & self._reached({(key, shift)}, variables, lowest, explicit)[1] if variables
                     else letters & self.behind(key))]
        notes = [
            f"${moved_text(source, said, self.letter, self.origin, shift - at)}$, as at ${self.letter}$."
            for key, shift in needed for at, said in [self.definitions[key]]]
        notes += [f"${', '.join(names)}$ {'is' if len(names) == 1 else 'are'} held fixed: the derivative does not go "
                  f"through other steps."] if names else []
        notes += [f"With ${moved_text(source, s, self.letter, self.letter, 0)}$ the terms that hold "
                  f"${key_of(s.parts[0])}$ vanish." for s in zero]
        return (*statements[:place], *new, *statements[place:]), notes

    def given(self, statements: tuple[tree.Node, ...]) -> tuple[tuple[tree.Node, ...], list[str]]:
        """The statements of a cost that sums over the steps, without the recurrences that do
        not depend on the variable:
        what they define is data for it.

        Raises UnsupportedError (TD329) where the cost depends on the variable through one."""
        derivatives = [n for s in self.asked for n in tree.nodes(s) if isinstance(n, tree.Derivative)]
        variables = [v.node for d in derivatives for v in d.variables]
        letters, own = {name_of(v) for v in variables}, {at.key for v in variables if (at := step(v)) is not None}
        recurrent = [key for key in self.definitions if key in self.behind(key)]
        if not letters or None in letters or not recurrent:
            return statements, []
        cost = self._names(d.operand for d in derivatives if d.operand is not None)
        for s in statements:
            if isinstance(s, tree.Relation) and (name_of(s.parts[0]) in cost or isinstance(s.parts[0], tree.Call)
                                                 and name_of(s.parts[0].function) in cost):
                cost |= self._names(s.parts[1:])
        used = {k for key in cost if key in self.definitions for k in (key, *self.behind(key))}
        for key in recurrent:
            if key in used - own and letters & self.behind(key):
                left = self.definitions[key][1].parts[0]
                raise UnsupportedError(f"{key_of(left)} is given by a recurrence, which is not followed", left.span, code="TD329",
                                       hint="write out the steps, x_1 = A x_0 + B u_0, or leave the recurrence away")
        free = [key for key in recurrent if key in own or not letters & self.behind(key)]
        heads = {key: key_of(self.definitions[key][1].parts[0]) for key in free}
        notes = [f"By ${heads[key]}$ alone: the other steps are held fixed." if key in own
                 else f"${heads[key]}$ does not depend on the variable and is taken as given." for key in free]
        gone = [self.definitions[key][1] for key in free]
        return tuple(s for s in statements if s not in gone), notes

    def behind(self, key: Key) -> set:
        """The names, and the letters with steps, that what a letter stands for is made of,
        through all definitions at steps."""
        found: set = set()
        stack = [key]
        while stack:
            below = self._names(self.definitions[stack.pop()][1].parts[1:])
            stack += [k for k in below - found if k in self.definitions]
            found |= below
        return found

    def _names(self, nodes: Iterable[tree.Node]) -> set:
        """The names in trees, and the letters that stand at steps."""
        found: set = set()
        for n in (n for node in nodes for n in tree.nodes(node)):
            name, at = name_of(n), step(n)
            found |= ({name} if name else set()) | ({at.key} if at is not None and at.letter == self.letter else set())
        return found

    def _steps(self, node: tree.Node) -> list[Step]:
        return [found for n in tree.nodes(node) if (found := step(n)) is not None and found.letter == self.origin]

    def _below(self, statements: tuple[tree.Node, ...], operand: tree.Node) -> list[tuple[Key, int]]:
        """The steps in the definition of what is differentiated: those of L = \\|h_t - y\\|^2."""
        names = {name_of(n) for n in tree.nodes(operand)} - {None}
        bodies = [s.parts[-1] for s in statements if isinstance(s, tree.Relation) and name_of(s.parts[0]) in names]
        return [(found.key, found.shift) for body in bodies for found in self._steps(body)]

    def _reached(self, starts: set, variables: set, lowest: int, explicit: Mapping) -> tuple[list, set, list]:
        """From what is asked: the further steps that need a definition, all that is met,
        and what stays fixed though it has one."""
        queue, met, needed, held = deque(sorted(starts)), set(starts), [], []
        highest = max(shift for _, shift in starts | variables)              # v_t = r_t + \gamma v_{t+1} has no end
        while queue:
            key, shift = place = queue.popleft()
            if place in variables or place not in explicit and key not in self.definitions:
                continue
            if place in explicit:
                below = [(at.key, at.shift) for at in self._steps(explicit[place].parts[-1])]
            elif not lowest <= shift <= highest:
                held.append(place)
                continue
            else:
                needed.append(place)
                written, definition = self.definitions[key]
                below = [(at.key, at.shift + shift - written) for n in tree.nodes(definition.parts[-1])
                         if (at := step(n)) is not None and at.letter == self.letter]
            queue.extend(p for p in below if p not in met)
            met.update(below)
        return needed, met, held

    def _moved(self, key: Key, shift: int) -> tree.Relation:
        written, definition = self.definitions[key]
        return moved(definition, self.letter, self.origin, shift - written)


def moved(node: tree.Node, letter: str, origin: str, by: int) -> tree.Node:
    """The node with origin + by for t, in steps and elsewhere."""
    place = shifted(node)
    if place is not None and place[0].name == letter:
        return _plus(place[0], origin, place[1] + by)
    if isinstance(node, tree.Script):
        sub, sup = (None if s is None else moved(s, letter, origin, by) for s in (node.sub, node.sup))
        return replace(node, base=node.base if isinstance(node.base, tree.Symbol)
                       else moved(node.base, letter, origin, by), sub=sub, sup=sup)
    return tree.mapped(node, lambda n: moved(n, letter, origin, by))


def moved_text(source: str, node: tree.Node, letter: str, origin: str, by: int) -> str:
    """What the author wrote for a node, with origin + by for t."""
    pieces, at = [], node.span[0]
    for start, end, shift in sorted(_places(node, letter)):
        new = origin if origin and shift + by == 0 else f"{origin}{shift + by:+d}" if origin else str(shift + by)
        bare = source[start - 1:start] in ("_", "^") and len(new) > 1
        pieces += [source[at:start], f"{{{new}}}" if bare else new]
        at = end
    return "".join([*pieces, source[at:node.span[1]]]).strip(" ,.;")


def _places(node: tree.Node, letter: str) -> set[tuple[int, int, int]]:
    """Where t, t + 1 and t - 1 stand below a node, with the shift."""
    found: set[tuple[int, int, int]] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        place = shifted(n)
        if place is not None and place[0].name == letter:
            found.add((*n.span, place[1]))
        else:
            stack.extend(tree.children(n))
    return found


def _plus(place: tree.Symbol, origin: str, shift: int) -> tree.Node:
    if not origin:
        return tree.Number(place.span, str(shift)) if shift >= 0 else tree.Neg(place.span, tree.Number(place.span, str(-shift)))
    letter = place if origin == place.name else replace(place, name=origin, latex=origin)
    if shift == 0:
        return letter
    number = tree.Number(place.span, str(abs(shift)))
    return tree.Sum(place.span, (letter, number if shift > 0 else tree.Neg(place.span, number)))
