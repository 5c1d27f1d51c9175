r"""What a formula tells of its letters before any shape is tried: sizes, labels, indices, steps of time, numbers,
and which fonts are told apart."""
from __future__ import annotations

from collections.abc import Iterable, Set

from ... import tree
from ..binding import letters_below, stands_alone
from ..conventions import NUMBERING, TRANSPOSES
from ..names import is_letter, name_of
from ..reading import Definition, Reading, names_in, reachable
from .exponents import exponents
from .ordinary import ordinary

_LABEL_LETTERS = frozenset("pqrs")
_BOLD = ("bold", "vec")
_COUNTS = frozenset("nmNMKkdDTp")


def gather(reading: Reading, nodes: list[tree.Node], variables: list[tree.Node], definitions: list[Definition],
           everything: list[tree.Node], found: tree.Inventory, summed: frozenset[str],
           bound: frozenset[str]) -> None:
    """Put what the trees tell into the reading; `everything` holds all their nodes and those of the definitions, which
    make up what is `found`, `summed` the letters that sums bind, `bound` also those that number definitions.
    Each pass is made where its kind of node or its letters occur."""
    members = bound | _numbered(nodes, variables, definitions)
    for v in variables:
        names = list(_variable_names(v, members))
        reading.variables.update(names)
        if not (isinstance(v, tree.Script) and v.sub is not None):
            reading.whole_variables.update(names)
    reading.exponents = exponents(reading, nodes, definitions, found.names)
    if found.has(tree.BigOp) or found.names & {"e", r"\pi"}:
        _limits(reading, everything, bound)
        reading.weights |= {name for name in ("e", r"\pi") if name in found.names and _always_bold(everything, name)}
    _hints(reading, nodes, variables, summed)
    if r"\delta" in found.names and not reading.known(r"\delta"):
        reading.hinted |= _of_kronecker(everything)
    if len(found.names & _LABEL_LETTERS) > 1:
        reading.labels |= _labels_below(everything, bound, reading) - reading.hinted
    if found.below:
        reading.labels |= _lone_labels(everything, bound, reading)
    if found.has(tree.Fraction) or found.has(tree.Script) or "I" in reading.variables:
        reading.ordinary = ordinary(everything, found.names, reading)
    if found.names & {"t", "l"}:
        _steps(reading, nodes)
    reading.circle = r"\pi" in found.names and _circle(reading, nodes)
    reading.split_fonts = not found.fonts.isdisjoint(_BOLD) and _fonts_side_by_side(everything)


def free_letters(reading: Reading, known: set[str], nodes: list[tree.Node], variables: list[tree.Node],
                 definitions: list[Definition]) -> set[str]:
    """The indices that stand free in the whole: those `known` to, those with a range, those of the variables;
    no labels, sizes or quantities."""
    letters = known | reading.facts.ranges.keys() | {i.name for v in variables if isinstance(v, tree.Script) and v.sub is not None
                                                     for i in tree.items_of(v.sub) if is_letter(i) and not reading.known(i.name)}
    if not letters:
        return letters
    return letters - (reading.labels | reading.dims.keys() | reading.variables
                      | _quantities(letters - known, [*nodes, *(d.body for d in definitions)]))


def _variable_names(node: tree.Node, members: frozenset[str] | set[str]):
    """The names a variable could have; x^{(i)} is none where its letter or its whole is among the `members`."""
    name = name_of(node)
    if name and not (isinstance(node, tree.Script) and isinstance(node.sup, tree.Group)
                     and names_in(node.sup).keys() & members or name in members):
        yield name
    match node:
        case tree.Script():
            yield from _variable_names(node.base, members)
        case tree.Call():
            for a in node.args:
                yield from _variable_names(a, members)
        case tree.Group():
            yield from _variable_names(node.body, members)


def _always_bold(everything: list[tree.Node], name: str) -> bool:
    r"""Whether a letter that is a number when it is plain stands in bold wherever it stands, and nowhere
    as \mathbf e_i: a vector of that name."""
    numbered = {id(n.base) for n in everything if isinstance(n, tree.Script) and n.sub is not None}
    return all(n.font in ("bold", "vec") and id(n) not in numbered for n in everything if isinstance(n, tree.Symbol)
               and n.name == name)


def _numbered(nodes, variables: list[tree.Node], definitions: list[Definition]) -> set[str]:
    r"""Variables w_j^{(l)} that are entries, because w^{(l)} itself stands in the formula."""
    found: set[str] = set()
    for v in variables:
        if isinstance(v, tree.Script) and v.sub is not None and isinstance(v.sup, tree.Group):
            whole = name_of(tree.Script(v.span, v.base, None, v.sup))
            if any(whole in names_in(n) for n in (*(n for n in nodes if n is not v), *(d.body for d in definitions))):
                found.add(name_of(v) or "")
    return found


def all_nodes(roots: Iterable[tree.Node], definitions: Iterable[Definition]) -> list[tree.Node]:
    """Every node of the trees and of what the definitions say."""
    return [n for root in (*roots, *(d.body for d in definitions)) for n in tree.nodes(root)]


def _limits(reading: Reading, everything: list[tree.Node], bound: Set[str]) -> None:
    """Upper limits of sums are sizes, but for indices, as the i of y_i = \\sum_{j=1}^{i} x_j."""
    for node in everything:
        if (isinstance(node, tree.BigOp) and isinstance(node.upper, tree.Symbol) and not reading.known(node.upper.name)
                and node.upper.name not in bound):
            for size in (node.upper.name, *node.upper.name.split("*")):
                reading.dims[size] = True
        _average(reading, node)
        if isinstance(node, tree.Sum) and len(node.terms) == 2 and tree.is_number(node.terms[0], "1"):
            second = node.terms[1].body if isinstance(node.terms[1], tree.Neg) else None
            if isinstance(second, tree.Symbol) and second.name == r"\pi":
                reading.weights.add(r"\pi")
        if (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name == "I"
                and node.sub is not None and _summed_over(node, everything, bound)):
            # \sum_i (aI_i + b) and \sum_i\sum_j I_{ij} (..): intensities and a mask, for the identity nobody would sum
            reading.weights.add("I")
        if (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name == "e"
                and node.sub is None and isinstance(node.sup, tree.Symbol)
                and node.sup.name in TRANSPOSES - reading.exponents - {"t", "'"}):
            reading.weights.add("e")                        # e^T x: a vector and no number
        if isinstance(node, tree.Sum) and any(isinstance(t, tree.Symbol) and t.name == "e"
                                              for t in map(tree.unsigned, node.terms)) and any(map(_of_capital, node.terms)):
            reading.weights.add("e")                        # Dx + e: so it is


def _summed_over(node: tree.Script, everything: list[tree.Node], bound: Set[str]) -> bool:
    """Whether a letter stands in a sum over its one index, or its several ones are all summed over."""
    below = set(names_in(node.sub))
    if not below or not below <= bound:
        return False
    return isinstance(node.sub, tree.Items) or any(isinstance(n, tree.BigOp) and below <= set(names_in(n.lower))
                                                   and any(m is node for m in tree.nodes(n)) for n in everything)


def _of_capital(term: tree.Node) -> bool:
    """Dx: a product that begins with a capital letter and ends with a small one."""
    term = tree.unsigned(term)
    letters = ([f.name for f in (term.factors[0], term.factors[-1]) if isinstance(f, tree.Symbol)]
               if isinstance(term, tree.Product) and term.op == "juxt" else [])
    return len(letters) == 2 and letters[0].isupper() and letters[1].islower() and max(map(len, letters)) == 1


def _average(reading: Reading, node: tree.Node) -> None:
    r"""\frac{1}{n}\sum_i x_i and \frac{\sum_i x_i}{n} are means:
    an undeclared n says how far a sum without range runs."""
    if isinstance(node, tree.Product) and node.op == "juxt":
        fraction, total = next(((a, b) for a, b in zip(node.factors, node.factors[1:]) if isinstance(a, tree.Fraction)
                                and isinstance(a.num, tree.Number)), (None, None))
    elif isinstance(node, tree.Fraction):
        fraction, total = node, node.num
    else:
        return
    if (fraction is None or not isinstance(total, tree.BigOp) or total.upper is not None
            or not isinstance(total.lower, tree.Symbol)):
        return
    below = fraction.den.factors if isinstance(fraction.den, tree.Product) and fraction.den.op == "juxt" else (fraction.den,)
    letters = [f for f in below if not isinstance(f, tree.Number)]
    if (len(letters) == 1 and isinstance(letters[0], tree.Symbol) and letters[0].name in _COUNTS
            and not reading.known(letters[0].name)
            and letters[0].name not in reading.variables and letters[0].name != total.lower.name
            and (letters[0].name in reading.dims or not reading.declared)):
        reading.dims[letters[0].name] = True
        reading.counts[id(total)] = letters[0]


def _labels_below(everything: list[tree.Node], bound: frozenset[str], reading: Reading) -> set[str]:
    r"""The p and q of \mu_p and \mu_q, \Sigma_p and \Sigma_q: letters that nothing sums over, tell names apart and
    number no entries, as those of a declared vector do."""
    below: dict[str, set[str]] = {}
    entries: set[str] = set()
    for node in everything:
        if not isinstance(node, tree.Script) or node.sub is None:
            continue
        base = name_of(node.base)
        array = (base is not None and any(d.shape for d in reading.declared.get(base, ()))
                 and name_of(node) not in reading.declared)
        if base is None or array or not isinstance(node.sub, tree.Symbol):
            entries.update(names_in(node.sub))
        elif node.sub.name in _LABEL_LETTERS:
            below.setdefault(base, set()).add(node.sub.name)
    return {letter for letters in below.values() if len(letters) > 1 and not letters & bound for letter in letters} - entries


def _lone_labels(everything: list[tree.Node], bound: frozenset[str], reading: Reading) -> set[str]:
    """The m of K_m and the p of c_p: letters that stand below one letter only,
    which stands nowhere without them, and number nothing."""
    below: dict[str, set[str | None]] = {}
    bare: set[str] = set()
    for node in everything:
        if isinstance(node, tree.Script) and node.sub is not None:
            base = name_of(node.base)
            for letter in names_in(node.sub):
                below.setdefault(letter, set()).add(base if isinstance(node.sub, tree.Symbol) else None)
        elif isinstance(node, tree.Script) and isinstance(node.sup, tree.Group) or isinstance(node, tree.BigOp):
            bare.update(names_in(node.sup if isinstance(node, tree.Script) else node.lower)
                        if isinstance(node, tree.Script) or node.lower is not None else ())
    found = {letter: bases for letter, bases in below.items() if len(bases) == 1 and None not in bases
             and letter not in bound and letter not in bare}
    roots = {v.split("_")[0].split("^")[0] for v in reading.variables}
    unknown = {base for (base,) in found.values() if len(base) == 1 and base not in roots and not reading.known(base)
               and (base, "sub") not in reading.families}
    return {letter for letter, (base,) in found.items() if len(letter) == 1 and base in unknown
            and (base.isupper() or letter not in "ijklmn")}


def _hints(reading: Reading, nodes, variables: list[tree.Node], bound: frozenset[str]) -> None:
    """By x_p or W_{ab}, of an expression without it but with x or x_a x_c:
    p is an index (else the derivative would be 0), and so are a and c."""
    for v in variables:
        if not (isinstance(v, tree.Script) and v.sub is not None and v.sup is None):
            continue
        # the p_u that a sum over u mentions
        reading.hinted |= {i.name for i in tree.items_of(v.sub) if isinstance(i, tree.Symbol) and i.name in bound}
        items = tree.items_of(v.sub)
        base, mentioned = name_of(v.base), {}
        for node in [*(n for n in nodes if n is not v), *(d.body for d in reachable(reading, nodes))]:
            names_in(node, mentioned)
        if base is None or not all(is_letter(i) and not i.font for i in items):
            continue
        summed = [n for n in mentioned if n.startswith(f"{base}_") and len(n) == len(base) + 1 + len(items)
                  and not bound.isdisjoint(n[len(base) + 1:])]
        if summed and len(items) > 1:                      # z_{oc} beside z_{ok} of a sum over k
            reading.hinted.update(letter for n in (*summed, name_of(v) or "") for letter in n[len(base) + 1:])
        if name_of(v) in mentioned:
            continue
        letters = [n[len(base) + 1:] for n in mentioned if n.startswith(f"{base}_")]
        plain = [letter for letter in letters if len(letter) == len(items) and letter.isalpha() and letter.islower()]
        if plain or base in mentioned and not letters:
            reading.hinted.update(letter for word in plain for letter in word)
            reading.hinted.update(i.name for i in items)


def _of_kronecker(everything: list[tree.Node]) -> set[str]:
    r"""The letters of \delta_{ac}: both are indices, so \theta_c is an entry."""
    pairs = (tree.items_of(n.sub) for n in everything if isinstance(n, tree.Script) and n.sub is not None
             and isinstance(n.base, tree.Symbol) and n.base.name == r"\delta")
    return {i.name for items in pairs if len(items) == 2 and all(is_letter(i) and not i.font for i in items) for i in items}


def _circle(reading: Reading, nodes) -> bool:
    r"""Whether \pi is the number wherever it stands alone: beside weights \pi_k, or declared so, there is a 2\pi."""
    found = all_nodes(nodes, reachable(reading, nodes))
    twice = any(isinstance(n, tree.Product) and any(isinstance(a, tree.Number) and isinstance(b, tree.Symbol)
                                                    and b.name == r"\pi" for a, b in zip(n.factors, n.factors[1:]))
                for n in found)
    declared = reading.declaration(r"\pi", False)
    return twice and (declared is not None and declared.shape != ()
                      or any(isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == r"\pi" for n in found))


def _steps(reading: Reading, nodes) -> None:
    """Undeclared x_t beside x_{t+1} or a variable x, where nothing sums over t: two names, as of two steps of time."""
    found, bound = {}, set()
    for node in all_nodes(nodes, ()):
        if isinstance(node, tree.BigOp):
            bound |= letters_below(node.lower)
        if isinstance(node, tree.Script) and isinstance(node.sub, tree.Sum) and isinstance(node.sub.terms[0], tree.Symbol):
            found.setdefault(node.sub.terms[0].name, []).append(name_of(node.base))
        elif (isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol) and node.sub.name == "t"
                and name_of(node.base) in reading.whole_variables):
            found.setdefault("t", []).append(name_of(node.base))           # x_t beside a variable x
    for letter, bases in found.items():
        if (letter in ("t", "l") and letter not in bound
                and not any(b is None or reading.known(b) or (b, "sub") in reading.families for b in bases)):
            reading.labels.add(letter)


def _quantities(letters: set[str], trees: list[tree.Node]) -> set[str]:
    """Those letters that stand in a formula by themselves as quantities do:
    the y of K_y beside y^T K_y^{-1} y numbers nothing."""
    return {i for i in letters if i not in NUMBERING and any(stands_alone(node, i) for node in trees)}


def two_fonts(everything: list[tree.Node]) -> bool:
    """Whether one letter stands bold and plain."""
    fonts: dict[str, set] = {}
    for node in everything:
        if isinstance(node, tree.Symbol):
            fonts.setdefault(node.name, set()).add(node.font in _BOLD)
    return any(len(f) > 1 for f in fonts.values())


def _fonts_side_by_side(everything: list[tree.Node]) -> bool:
    r"""Whether one letter stands bold and plain right beside itself, as in \mathbf x - x and w\mathbf w^T:
    there it is two symbols."""
    for node in everything:
        kind = type(node)
        if kind is tree.Sum or kind is tree.Product:
            faces = [_face(p) for p in (node.terms if kind is tree.Sum else node.factors)]
            if any([a and b and a[0] == b[0] and a[1] != b[1] for a, b in zip(faces, faces[1:])]):
                return True
    return False


def _face(node: tree.Node) -> tuple[str, bool] | None:
    """The letter of a bare factor or term, signs and transposes aside, and whether it is bold."""
    while isinstance(node, (tree.Neg, tree.Prime)) or isinstance(node, tree.Script) and node.sub is None:
        node = node.body if isinstance(node, tree.Neg) else node.base
    return (node.name, node.font in _BOLD) if isinstance(node, tree.Symbol) and len(node.name) == 1 else None
