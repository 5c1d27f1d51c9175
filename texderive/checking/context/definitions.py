"""Which relations of a document define a name, state a fact or a constraint; the others are claims."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import tree as t
from ...errors import TexDeriveError
from ...types.definitions import entry_of, unlogged, unspecified_call
from ...types.names import canonical, is_transposed, key_of, name_of
from ...types.reading import Definition
from ...types.statements.sorting import sort_statements
from ..text import cues
from ..text.chains import Chain, Outline
from ..text.source import blank
from ..trees.heads import asks, derivatives, head_name, is_head, letters, mentions, plain_name
from ..trees.structures import structure, undotted
from . import vectors
from .braces import named_below
from .knowledge import Knowledge, Placed
from .models import without_fitted
from .relations import alias, first_relation, inverted
from .solutions import solves

_LAGRANGIAN = re.compile(r"L|\\mathcal\s*\{?\s*L\s*\}?|\\Lambda")
_MULTIPLIERS = (r"\lambda", r"\mu", r"\nu", r"\eta")
_OPERAND = re.compile(r"(?i)\b(?:of|differentiate|(?:mini|maxi)mi[sz](?:e[sd]?|ing)|consider|loss|objective|cost|"
                      r"function)\s*(?:the\s+\w+\s+)*$")
_CASE = re.compile(r"(?im)^[ \t]*(?:\\\w+[ \t]+)?(?:for|if|when|(?:in )?case|suppose)\b[^.\n]{0,80}:[ \t]*$")
_RESTART = re.compile(r"\\textbf\s*\{|\\(?:chapter|(?:sub)*section|question|problem|part|item|paragraph)\b|\\begin\s*\{")


def definitions(known: Knowledge, outline: Outline) -> None:
    """Sort the relations of the document into definitions, facts, constraints and (by leaving them alone) claims."""
    known.placed += [Placed(place, d.name, d, array) for place, d, array in vectors.named(blank(outline.text), known.macros)]
    # (h_1)_i = .. defines only where nothing says what h_1 is
    for chain in sorted(outline.chains, key=lambda c: outline.source(c.first).lstrip().startswith("(")):
        _define(known, outline, chain)
    for place, relation, source in named_below(outline.masked, known):
        known.placed += [Placed(place, d.name, d, source) for d in _stated(known, relation)]
    for name, base, node in known.diagonals:   # D = diag(d_1, ..., d_n) of d_i that are defined, or given
        letter = next((p.definition.params[0] for p in known.placed if p.definition.kind == "family" and p.name == name_of(base)
                       and len(p.definition.params) == 1), None) or _numbered_by(base.latex, outline.masked, node)
        if letter is not None:
            entry = t.Script(node.span, base, t.Symbol(node.span, letter, letter), None)
            known.placed.append(Placed(0, name, Definition(name, t.Symbol(node.span, name, name),
                                           t.Call(node.span, node.function, (entry,)), "value"), ""))
    _named_at_the_end(known, outline)
    _named_in_the_middle(known, outline)
    _operands(known, outline)
    without_fitted(known)


def _numbered_by(latex: str, text: str, diagonal: t.Node) -> str | None:
    """The i of the w_i that a text speaks of, not the n of the last one; None where there are none,
    or a w without a number as well."""
    name = rf"(?<![A-Za-z\\]){re.escape(latex.strip())}"
    ends = {n.sub.name for n in t.nodes(diagonal) if isinstance(n, t.Script) and isinstance(n.sub, t.Symbol)}
    letters = [m[1] for m in re.finditer(name + r"\s*_\s*\{?\s*([a-z])\b", text) if m[1] not in ends]
    return letters[0] if letters and not re.search(name + r"\s*(?![A-Za-z_\s])", text) else None


def _define(known: Knowledge, outline: Outline, chain: Chain) -> None:
    """What one chain defines, states as a fact, or says again."""
    found = first_relation(known, outline, chain)
    if found is None:
        return
    relation, at = found
    if chain.members[1].relation == "=:":
        relation = t.Relation(relation.span, relation.parts[::-1], (":=",))
    if (named := alias(*relation.parts)) is not None:
        relation = replace(relation, parts=named)
    if chain.members[1].relation == ":=" or not chain.display and cues.introduced(outline, chain):
        relation = inverted(relation, known)
    if not _defines(known, outline, chain, relation):
        return
    name, head = head_name(relation.parts[0]), relation.parts[0]
    if (name is not None and name.startswith(r"\delta_") and isinstance(relation.parts[1], t.Script)
            and name_of(relation.parts[1].base) in ("I", r"\mathbf{I}") and relation.parts[1].sub is not None):
        known.used.add(id(chain))          # \delta_{jk} = I_{jk} is Kronecker's
        return
    if _restated(known, outline, chain, {name, name_of(head.base) if isinstance(head, t.Script) else None}, _parameters(head)):
        if not chain.display:
            known.restated.add(id(chain))
        again = [Placed(chain.members[-1].end + 1, d.name, d, outline.source(chain.members[at]))
                 for d in _stated(known, relation)]
        if isinstance(head, t.Call):
            known.retold += again
        else:                              # what follows may mean it, whether or not it is the same as before
            known.placed += again
        return
    known.used.add(id(chain))
    if _elliptic(relation.parts[1]):
        _diagonal(known, name, relation.parts[1])
        return
    stated = sort_statements(t.Formula((0, 0), (relation,), ""), known.said_everywhere() | known.given)
    if re.search(r"(?i)gradient[^.$]{0,60}$", outline.masked[max(0, chain.first.start - 80):outline.blocks[chain.block].start]):
        known.gradients.add(name)
    if _LAGRANGIAN.fullmatch(name or ""):
        known.constraints += [(g, t.Number(g.span, "0")) for g in _multiplied(relation.parts[1])]
    for d in unlogged([_numbered(d, outline) for d in stated.definitions] or [d for d, _ in stated.named_requests],
                      [d.lhs.args[0] for d in stated.definitions if d.kind == "law"]):
        # K_{ij} = k(x_i, x_j) says nothing of K
        if not (d.kind == "family" and len(d.params) == 2 and unspecified_call(d.body)
                and name_of(d.body.function) not in known.functions):
            known.placed.append(Placed(chain.first.start, d.name, d, outline.source(chain.members[at]), at))
    for symbol, props in stated.facts.props.items():
        known.late.append((chain.first.start if chain.display else 0, {symbol: props}))


# what these mean is no matter of definition
_KNOWN = frozenset("sin cos tan arctan sinh cosh tanh exp ln tr Tr trace det vec rank".split())


def _stated(known: Knowledge, relation: t.Relation) -> list[Definition]:
    return sort_statements(t.Formula((0, 0), (relation,), ""), known.said_everywhere() | known.given).definitions


def _parameters(head: t.Node) -> tuple[str, ...]:
    """What a left side names as variable: arguments of a function, indices of a family."""
    if isinstance(head, t.Call):
        return tuple(name_of(a) or "" for a in head.args)
    items = (head.sub.items if isinstance(head, t.Script) and isinstance(head.sub, t.Items) else (head.sub,)
             if isinstance(head, t.Script) and head.sub is not None else ())
    return tuple(i.name for i in items if isinstance(i, t.Symbol))


def _named_in_the_middle(known: Knowledge, outline: Outline) -> None:
    r"""z = f(x, y) = x^2 y defines f too, \hat y = a = \sigma(z) both names."""
    for chain in outline.chains:
        if len(chain.members) < 3 or any(m.relation != "=" for m in chain.members[1:3]):
            continue
        try:
            head, body = (known.node(outline.source(m)) for m in chain.members[1:3])
        except TexDeriveError:
            continue
        both = (id(chain) in known.used and plain_name(head) == name_of(head) and name_of(body) is None
                and not any(d.name == name_of(head) for d in known.said_everywhere().values()))
        if ((isinstance(head, t.Call) or both) and is_head(head) and not mentions(body, head_name(head) or "")
                and not any(p.name == head_name(head) for p in known.placed)):
            stated = sort_statements(t.Formula((0, 0), (t.equation((0, 0), head, body),), ""),
                                     known.said_everywhere() | known.given)
            known.placed += [Placed(chain.first.start, d.name, d, outline.source(chain.members[2]))
                             for d in stated.definitions if both or d.kind == "function"]


def _numbered(d: Definition, outline: Outline) -> Definition:
    r"""\hat y_w = \exp(u_w^T v)/... as a family, where the document sums over w: any letter numbers things there."""
    lhs = d.lhs
    if (d.kind != "value" or not isinstance(lhs, t.Script) or lhs.sup is not None or not isinstance(lhs.sub, t.Symbol)
            or len(lhs.sub.name) != 1 or name_of(lhs.base) is None):
        return d
    letter = lhs.sub.name
    used = any(isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and n.sub.name == letter for n in t.nodes(d.body))
    summed = re.search(rf"\\(?:sum|prod)_\s*\{{?\s*{re.escape(letter)}(?![A-Za-z'])", outline.text)
    return replace(d, name=name_of(lhs.base), kind="family", params=(letter,)) if used and summed and letter.islower() else d


def _named_at_the_end(known: Knowledge, outline: Outline) -> None:
    r"""... = W^T \delta \odot h' =: \delta_1, P(y = 1 | x) = \sigma(w^T x) = g(x): the last member names what stands
    before it."""
    for chain in outline.chains:
        if len(chain.members) < 3 or chain.members[-1].relation not in ("=:", "="):
            continue
        try:
            body, head = (known.node(outline.source(m)) for m in chain.members[-2:])
        except TexDeriveError:
            continue
        if chain.members[-1].relation == "=" and (
                chain.display or not isinstance(head, t.Call) or any(p.name == head_name(head) for p in known.placed)
                or not all((name := name_of(a)) and mentions(body, name) for a in head.args)):
            continue
        if is_head(head) and not mentions(body, head_name(head) or ""):
            stated = sort_statements(t.Formula((0, 0), (t.Relation((0, 0), (head, body), (":=",)),), ""),
                                     known.said_everywhere() | known.given)
            known.placed += [Placed(chain.members[-1].start, d.name, d, outline.source(chain.members[-2]))
                             for d in stated.definitions]


def _restated(known: Knowledge, outline: Outline, chain: Chain, names: set[str | None], params: tuple[str, ...]) -> bool:
    """A display that gives a name already defined for this problem another form (or a family by its base): a claim,
    unless it is announced as a new definition or has other arguments: L of L(w, b) is so
    where other things are put in."""
    into = cues.substitutes(outline, chain)
    earlier = [p.place for p in known.placed if p.name in names and p.place < chain.first.start
               and (p.definition.kind not in ("function", "family") or len(p.definition.params) == len(params)
                    or into and not params and p.definition.kind == "function")]
    if not earlier or not chain.display and not cues.restates(outline, chain):
        return False
    between = outline.masked[earlier[-1]:chain.first.start]
        # "with \delta = .., \[\delta = ..\]" says it once more
    return not _CASE.search(between) and not _RESTART.search(between.replace(r"\begin{align", "").replace(r"\begin{equation", "").replace(r"\begin{eqn", "")) \
        and (into or not cues.announced(outline, chain) or not re.search(r"[.!?]\s", between))


def _defines(known: Knowledge, outline: Outline, chain: Chain, relation: t.Relation) -> bool:
    left, right = relation.parts
    sign = chain.members[1].relation
    if not is_head(left) or asks(left) or _idempotent(left, right):
        if sign == "=" and not asks(left) and not asks(right) \
                and (not chain.display and _constrains(left, right) and not cues.to_be_solved(outline, chain)
                     or len(chain.members) == 2 and cues.implicit(outline, chain)):
            identity = t.unscripted(right)     # I_k is one of a size that the others tell
            known.constraints.append((left, identity if name_of(identity) == "I" else right))
            known.used.add(id(chain))
        return False
    if sign == "=" and is_transposed(right) and structure(t.without_sup(right)) == structure(left):
        known.late.append((chain.first.start, {canonical(key_of(left)): ["symmetric"]}))
        known.used.add(id(chain))              # S = S^T tells what S is like
        return False
    name = head_name(left)
    if name == "E" and isinstance(left, t.Call) and not any(mentions(right, name_of(a) or "") for a in left.args):
        return False                           # E(y) = X\beta, an expectation
    if (entry := entry_of(left)) is not left and any(p.name == name_of(entry.base) for p in known.placed):
        return False                           # (h_1)_i of an h_1 that is defined
    if (isinstance(left, t.Script) and left.sub is None and isinstance(left.sup, t.Number)
            and any(p.name == name_of(left.base) and p.definition.kind == "value" for p in known.placed)):
        return False                           # P^2 of a P that is defined
    if (isinstance(left, t.Script) and left.sub is None and isinstance(left.sup, t.Symbol) and left.sup.name.isalpha()
            and sign == "=" and name_of(left.base) in _variables(known, outline, chain)):
        return False                           # \lambda^k, a power of what is differentiated by
    if isinstance(left, t.Script) and left.sub is not None \
            and any(p.name == name_of(left.base) and p.definition.kind == "function"
                    and set(_parameters(left)) & set(p.definition.params) for p in known.placed):
        return False                           # f_x of a function f(x, y)
    if name is None or mentions(_without_labels(right), name) and not isinstance(left, t.Call) and not _only_calls(right, name):
        return False
    if isinstance(left, t.Call) and sign == "=" and name.lstrip("\\") in _KNOWN:
        return False                           # \sin x = x - x^3/6 + ...
    if (moved := undotted(left)) is not left and sign == "=" and any(p.name == name_of(moved) for p in known.placed):
        return False                           # \dot V of a V that is defined
    if (isinstance(left, t.Call) and name not in known.functions and sign == "="
            and all(any(p.name == name_of(a) for p in known.placed) for a in left.args)):
        return False                           # tr(P) of a P that is defined
    if sign == "=" and not isinstance(left, t.Call) and not any(isinstance(n, t.Symbol) for n in t.nodes(right)) \
            and plain_name(left) in _variables(known, outline, chain) and (chain.display or chain.side
                    or not cues.introduced(outline, chain)):
        return False                           # x = 2, a value found for an argument
    if sign != "=" or chain.side:
        return True
    if not chain.display and not isinstance(left, t.Call) and not cues.introduced(outline, chain) \
            and plain_name(left) in _variables(known, outline, chain) and not _leads_on(known, outline, chain, right):
        return False                           # a value found for a variable
    if (chain.display or cues.concludes(outline, chain)) and solves(known, outline, chain, left):
        if plain_name(left) != name and sign == "=":
            known.solved += [Placed(chain.members[-1].end + 1, d.name, d, outline.source(chain.members[1]))
                             for d in _stated(known, relation)]
        return False
    if (isinstance(right, t.Number) or not chain.display and isinstance(right, t.Symbol) and right.name == r"\pi") \
            and not isinstance(left, t.Call):
        known.valued.add(name)
        if not any(p.name == name for p in known.placed):
            known.used.add(id(chain))          # N = 1000 gives a value, which the formulas do without
        return False
    return True


def _leads_on(known: Knowledge, outline: Outline, chain: Chain, right: t.Node) -> bool:
    r"""Whether a letter of a right side is what a formula further on differentiates by: \mu = Wz behind D(\mu) and
    before \partial D/\partial z."""
    below = (outline.source(later.first) for later in outline.chains if later.first.start > chain.first.start)
    return any(mentions(right, name) for latex in below if r"\partial" in latex or r"\nabla" in latex
               or r"\frac" in latex for name in _differentiated_by(known, latex))


def _differentiated_by(known: Knowledge, latex: str) -> list[str]:
    """The names that a formula differentiates by."""
    try:
        return [name for d in derivatives(known.node(latex)) for v in d.variables if (name := name_of(v.node)) is not None]
    except TexDeriveError:
        return []


def _multiplied(node: t.Node) -> list[t.Node]:
    r"""What stands in brackets behind a multiplier in a Lagrangian: it is zero at the solution."""
    terms = node.terms if isinstance(node, t.Sum) else (node,)
    bodies = [t.unsigned(x) for x in terms]
    return [b.factors[1].body for b in bodies if isinstance(b, t.Product) and len(b.factors) == 2
            and isinstance(b.factors[0], t.Symbol) and b.factors[0].name in _MULTIPLIERS
            and isinstance(b.factors[1], t.Group)]


def _variables(known: Knowledge, outline: Outline, chain: Chain) -> set[str]:
    """What the formulas before a chain depend on: arguments of functions, and what is differentiated by."""
    found = {name for p in known.placed if p.definition.kind == "function" and p.place < chain.first.start
             for name in p.definition.params}
    for earlier in outline.chains:
        if earlier.first.start >= chain.first.start:
            break
        try:
            found |= {name_of(v.node) for d in derivatives(known.node(outline.source(earlier.first))) for v in d.variables}
        except TexDeriveError:
            continue
    return found


def _elliptic(node: t.Node) -> bool:
    """A right side with dots or words, or arg min, says what a name is, but cannot be computed with."""
    return any(isinstance(n, (t.Dots, t.Text, t.Optimum)) for n in t.nodes(node))


def _diagonal(known: Knowledge, name: str, node: t.Node) -> None:
    r"""\Lambda = diag(\lambda_1, ..., \lambda_m) is a diagonal matrix."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Symbol) and node.function.name.lstrip("\\").lower() == "diag":
        known.late.append((0, {name: ["diagonal"]}))
        entries = t.items_of(node.args[0]) if len(node.args) == 1 else node.args
        if (len(entries) > 1 and isinstance(entries[0], t.Script) and t.is_number(entries[0].sub, "1")
                and entries[0].sup is None and name_of(entries[0].base) is not None):
            known.diagonals.append((name, entries[0].base, node))


def _constrains(left: t.Node, right: t.Node) -> bool:
    r"""\sum_j y_j = 1, x^T x = 1: a number (or one name) on the right of something with letters."""
    return isinstance(right, t.Number) and right.text != "0" and not isinstance(left, t.Number) or _idempotent(left, right) \
        or name_of(t.unscripted(right)) == "I" and isinstance(left, t.Product) or _of_eigenvector(left, right)


def _of_eigenvector(left: t.Node, right: t.Node) -> bool:
    r"""Sw = \lambda w, Ax = \lambda Bx: two products of letters with the same last factor."""
    if not all(isinstance(x, t.Product) and all(name_of(t.unscripted(f)) is not None for f in x.factors) for x in (left, right)):
        return False
    return structure(left.factors[-1]) == structure(right.factors[-1]) and structure(left) != structure(right)


def _without_labels(node: t.Node) -> t.Node:
    """The tree with W for W_Q: a capital below a letter tells which one is meant, and is not the Q
    that stands by itself."""
    return t.replaced(node, lambda n: n.base if isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and n.sup is None
                      and len(n.sub.name) == 1 and n.sub.name.isupper() else None)


def _only_calls(node: t.Node, name: str) -> bool:
    r"""Whether a tree has a name as a function alone: \sigma of \sigma_i = \sigma(w^T x_i),
    which \sigma_i is a value of."""
    functions = {id(n.function) for n in t.nodes(node) if isinstance(n, t.Call)}
    return name == r"\sigma" and all(id(n) in functions for n in t.nodes(node) if isinstance(n, t.Symbol) and n.name == name)


def _idempotent(left: t.Node, right: t.Node) -> bool:
    """P^2 = P and the like: a power of a name that is said to be made of the name itself."""
    return (isinstance(left, t.Script) and isinstance(left.sup, t.Number) and left.sub is None
            and name_of(left.base) is not None and mentions(right, name_of(left.base)))


def _operands(known: Knowledge, outline: Outline) -> None:
    r"""Inline formulas without a relation that prose names as the function in question, and those behind \propto."""
    for member in (c.members[1] for c in outline.chains if c.members[1].relation == "propto"
                   and re.search(r"\\(?:log|ln)\b", outline.source(c.first))):
        try:
            known.operands.append((member.start, known.node(outline.source(member))))      # up to a constant
        except TexDeriveError:
            continue
    starts = {c.block for c in outline.chains}
    for number, block in enumerate(outline.blocks):
        if number in starts:
            continue
        before = outline.masked[max(0, block.start - 60):block.start]
        if not block.display and not _OPERAND.search(before.rstrip("( ")):
            continue
        try:
            node = known.node(outline.masked[block.body[0]:block.body[1]].strip(" .,;\n"))
        except TexDeriveError:
            continue
        if (not isinstance(node, (t.Symbol, t.Number)) and not (isinstance(node, t.Derivative) and node.operand is None)
                and not is_head(node)):
            known.operands.append((block.start, node))
