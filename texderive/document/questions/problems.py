"""Finding the problems of a document: sentences that ask, items under an instruction, derivatives left open."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ...errors import ShapeError, TexDeriveError
from ...functions import BY_SPELLING
from ...patterns import regex
from ...prose import Prose, declarations
from ...prose.symbols import bare, only_symbol
from ...types.notation.convention import SAID
from ..context import conditions
from ..context.declaring import declare, members_apart
from ..context.defining import LOGARITHM, Definitions, head_names, same_problem
from ..context.scope import Scope, merge
from ..lexical import formula, language
from ..lexical.definition import definitions
from ..lexical.operators import by_each, variables
from ..lexical.sentences import Sentence, in_span, sentences
from ..lexical.statement import split_top, statements
from ..lexical.symbol_names import symbols_in
from ..outline.numbering import Numbering
from ..outline.parts import Parts
from ..outline.structure import Block, Outline, walk
from . import answered, implied, instructions, methods, tables
from .request import Request
from .requests import Reader

_SKIPPED = ("solution", "statement")
_KNOWN = {*BY_SPELLING, "sigma", "softmax", "tr", "Tr", "trace", "Spur", "traza", "det", "diag", "Diag", "vec",
          "logdet", "sgn", "max", "min", "norm", "rank"}
_CALL = regex(r"""
    (?P<name>(?<![A-Za-z\\])[A-Za-z](?:_(?:\w|\\[A-Za-z]+|\{[^{}]*\}))?|\\(?!left|right|[bB]ig)[A-Za-z]+)\s*(?:\\left\s*
      |\\[bB]igg?l?\s*)?\(
    (?P<inside>(?:[^()]|\([^()]*\))*?)\s*(?:\\right|\\[bB]igg?r?)?\s*\)
""")
_EXTREME = re.compile(r"\\(?:lambda|sigma)_\\?(?:max|min)")          # eigenvalues and singular values


@dataclass
class Problem:
    """One thing to derive, with all that the document says for it."""

    request: Request
    block: Block
    definitions: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()                       # their names, without styling
    # of the functions among them: what one may differentiate by even where it does not occur
    arguments: frozenset[str] = frozenset()
    declare: dict[str, dict | str] = field(default_factory=dict)
    # with the declarations of earlier parts, tried when shapes do not fit
    wider: Callable[[], dict[str, dict | str]] = dict
    narrower: Callable[[], dict[str, dict | str]] = dict  # with those of its own paragraph alone, tried after that
    layout: str | None = None
    told: tuple[str, ...] = ()                          # definitions that only a stated answer needs
    number: int = 0
    room: float = 32.0                                  # for a line of its solution, in em
    conditional: bool = False  # its words state a condition (sums to 1, a unit vector) that deriving does not use
    normalised: dict[str, str] = field(default_factory=dict)  # those conditions that a comparison can use, by symbol
    above: tuple["Problem", ...] = ()                   # those whose solutions stand above its own, in the same place

    @property
    def latex(self) -> str:
        """Definitions and request as one formula."""
        return r", \quad ".join([*self.definitions, self.request.latex])


def find(outline: Outline, scope: Scope, labels: dict[str, int], preamble: str = "") -> list[Problem]:
    """The problems of a document, in its order."""
    defined = Definitions(scope, Parts(lambda: Numbering(scope.text, outline, preamble)))
    reader = Reader(scope, defined, labels)
    found: list[tuple[Request, Block]] = []
    _visit(outline.root, None, reader, scope, found)
    found += tables.requests(scope)
    seen: set[tuple[int, str]] = set()
    problems = []
    for request, block in sorted(found, key=lambda pair: (pair[0].start, pair[0].end)):
        request = _with_logarithms(request, defined, block)
        if ((request.start, request.latex) not in seen
                and (not unspecified(defined, request, block) or implied.equation(request, block, scope))
                and not answered.in_text(request, block, scope)):
            seen.add((request.start, request.latex))
            problems += _settled(scope, defined, problem(scope, defined, _by_its_letters(request, scope, block), block))
    return problems


def _with_logarithms(request: Request, defined: Definitions, block: Block) -> Request:
    r"""\nabla \log p(x) where the text states \log p(x) = ... and nothing of p."""
    def stated(match: re.Match[str]) -> str:
        right = defined.logarithm(match.group(), block, request.start)
        return match.group() if right is None else rf"\left( {right} \right)"
    if r"\log" not in request.latex and r"\ln" not in request.latex:
        return request
    quotient = re.fullmatch(rf"(\s*\\[dtc]?frac\s*\{{\s*(?:\\partial|"
                            rf"d)(?:\^2)?)\s*({LOGARITHM.pattern})\s*\}}\s*(\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})\s*", request.latex)
    latex = rf"{quotient[1]}}}{quotient[3]} {quotient[2]}" if quotient else request.latex
    new = re.sub(rf"\\left\(\s*({LOGARITHM.pattern})\s*\\right\)", r"\1", latex)
    new = LOGARITHM.sub(stated, new) if new != latex and defined.logarithm(LOGARITHM.search(new).group(), block,
        request.start) else LOGARITHM.sub(stated, latex)
    return request if new == latex else replace(request, latex=new)


_BARE = re.compile(r"\s*\\nabla\s*(\^\s*\{?2\}?)?\s*((?:\\(?:left|[bB]igg?l?)\s*)?[(\[].*[)\]])\s*", re.S)


def _by_its_letters(request: Request, scope: Scope, block: Block) -> Request:
    r"""\nabla (x^2y + yz), which names no variable: by x, y and z, where nothing is said of them
    that makes them vectors."""
    bare_nabla = _BARE.fullmatch(request.latex)
    letters = set(symbols_in(bare_nabla[2])) & set("xyz") if bare_nabla else set()
    if (not bare_nabla or not letters or {"x"} < letters and set(symbols_in(bare_nabla[2])) & {"x_1", "x_2"}
            or r"\top" in request.latex):
        return request
    facts, _ = scope.facts(block, request.end)
    if (any(bare(name) in letters and (fact.shape or fact.rank) for name, fact in facts.items())
            or not {*symbols_in(bare_nabla[2])} - letters <= {"e", "n", "a", "b", "c", "k"}):
        return request
    whole = r"\nabla^2" if bare_nabla[1] else r"\nabla"
    return replace(request, latex=rf"f({','.join(sorted(letters))}) = {bare_nabla[2]}, \quad {whole} f")


def _settled(scope: Scope, defined: Definitions, whole: Problem) -> list[Problem]:
    r"""\nabla f of f(x, y) is one row where x and y are numbers; where one of them is a vector,
    a derivative by each is asked for."""
    heads = ([name for name in whole.defined if name in whole.request.latex] if whole.request.kind == "jacobian"
             else sorted(head_names(whole.request.latex)))
    found = defined.lookup(heads[0], whole.block, whole.request.start) if len(heads) == 1 and not whole.request.show else None
    single = by_each(whole.request.latex, found.definition) if found else []
    if not single or not _refused(whole):
        return [whole]
    return [problem(scope, defined, replace(whole.request, latex=latex, kind="derivative"), whole.block) for latex in single]


def _refused(whole: Problem) -> bool:
    """Whether it cannot be read as one derivative."""
    from ...read import read
    from ...types import interpret
    try:
        interpret(read(whole.latex), whole.declare, layout=whole.layout)
    except TexDeriveError as error:
        return isinstance(error, ShapeError) or error.code == "TD303"        # J_{f_2}, which is read as a name
    return False


def unspecified(defined: Definitions, request: Request, block: Block) -> bool:
    r"""Whether a request is about a function that the document never defines, such as \nabla f in a general remark:
    there is nothing to derive."""
    by = variables(request.latex)
    if request.kind not in ("limit", "contraction") and any(_unknown(c["name"], defined, request, block)
            for c in _CALL.finditer(request.latex) if bare(c["inside"]) in by - _TIMES):
        return True
    heads = {h for h in head_names(request.latex) if h not in by and _root(h) not in by}
    if not heads or heads == {"d"} and request.latex.startswith(r"\mathrm") \
            or request.kind in ("optimum", "limit", "contraction", "jacobian",
                                *methods.KINDS) or any(h.lstrip("\\") in _KNOWN or _EXTREME.fullmatch(h) for h in heads):
        return False
    arguments = [a for call in _CALL.finditer(request.latex) for _, a in split_top(call["inside"], re.compile(","))]
    if any(_given_as_derivative(defined, h, block, request.start) for h in heads):
        return True
    if defined.upstream(heads, block, request.start):
        return False
    return all(map(only_symbol, arguments)) and all(defined.lookup(name, block, request.start) is None for h in heads
                                                    for name in {h, _root(h)})


def _given_as_derivative(defined: Definitions, name: str, block: Block, offset: int) -> bool:
    r"""Whether the part states \nabla f = ... as given and no f itself: f of another part is another function."""
    found = defined.lookup(name, block, offset)
    home = block.nearest("problem", "label", "item", "section") or block
    if found is None or found.block in walk(home):
        return False
    stated = (s for f in defined.scope.own_fragments(home) if f.end <= offset for s in statements(defined.scope.formula(f)))
    return any(s.right and formula.operator(s.left) and name in head_names(s.left) for s in stated)


_TIMES = frozenset(("t", "s"))           # A(t) and x(s) move: of them nothing else need be said


def _unknown(name: str, defined: Definitions, request: Request, block: Block) -> bool:
    r"""Whether p of \log p_\theta(x) is a function of which the document says nothing."""
    key, place = bare(name), request.start
    return not (key.lstrip("\\") in _KNOWN or key.startswith("\\")
                or any(defined.lookup(k, block, place) for k in (key, _root(key)))
                # the dearest comes last
                or defined.function_type(key, block, place) or defined.scope.declares_anywhere(key))


def _root(name: str) -> str:
    return re.sub(r"[_^].*$", "", name)


def _visit(block: Block, instruction: Sentence | None, reader: Reader, scope: Scope, found: list[tuple[Request, Block]]) -> None:
    """Read a block's own sentences and its children in document order;
    an instruction without a formula governs what follows."""
    if block.kind in _SKIPPED:
        return
    parts = _in_order(block)
    own: list[Sentence] = []
    governs = instruction if block.kind in ("item", "label", "list", "other") else None
    asked = 0
    for place, (kind, part) in enumerate(parts):
        if kind == "text":
            for sentence in instructions.with_formulas(reader, sentences(scope.text, [part], scope.fragments)):
                requests = instructions.listed(reader, sentence, block, governs, reader.requests(sentence, block))
                if not requests and language.REPEAT.search(sentence.plain):
                    requests = instructions.repeated(reader, sentence, block, instructions.referred(reader, sentence, found))
                if not requests and own and language.FIND_IT.match(sentence.plain):
                    requests = instructions.spoken_of(reader, own[-1], block)
                last = (sentence.end >= part[1] - 2 or language.FOLLOWING.search(sentence.plain)
                        or not in_span(scope.fragments, sentence.end, part[1]))
                behind = parts[place + 1][1] if place + 1 < len(parts) and last else None
                of_items = instructions.for_each(reader, sentence, block, requests, behind
                                                 if isinstance(behind, Block) and behind.kind == "list" else None)
                requests = [] if of_items else requests
                if requests:
                    reader.latest, reader.latest_block = requests, block
                own.append(sentence)
                found += [(r, block) for r in requests]
                asked += len(requests)
                if (sentence.asks and (requests or of_items or governs is None
                                       or language.NOUN_WORDS.search(sentence.plain)
                                       or language.FOLLOWING.search(sentence.plain))):
                    governs = None if requests else sentence
                elif (block.kind in ("document", "section") and sentence.fragments and not requests
                        and governs is not None and not language.FOLLOWING.search(governs.plain)):
                    governs = None
        else:
            _visit(part, governs, reader, scope, found)
    if not asked and own and block.kind in ("item", "label"):
        if instruction is not None:
            found += [(r, block) for r in instructions.governed(reader, block, own, instruction)]
        elif (block.inside("problem") or block.kind == "item" and block.parent is not None
                and block.parent.name.startswith(("enumerate", "parts", "questions"))):
            found += [(r, block) for r in instructions.alone(reader, own)]


def _in_order(block: Block) -> list[tuple[str, object]]:
    parts: list[tuple[str, object]] = []
    at = block.inner
    for child in block.children:
        if child.start > at:
            parts.append(("text", (at, child.start)))
        if child.kind == "other":
            parts += _in_order(child)
        else:
            parts.append(("block", child))
        at = child.end
    if block.close > at:
        parts.append(("text", (at, block.close)))
    return parts


def problem(scope: Scope, defined: Definitions, request: Request, block: Block) -> Problem:
    """A request with the definitions, types of functions, declarations and layout in force where it stands."""
    by = variables(request.latex)
    used = defined.needed(request.latex, by, block, request.start)
    told = ([f.definition.latex for f in defined.needed(request.answer, by, block, request.start) if f not in used]
            if request.answer else [])
    texts: list[str] = [f.definition.latex for f in used]
    texts += defined.norms(" , ".join([*texts, request.latex]), block, request.start)
    if (all(f.block is not block and not same_problem(f.block, block) for f in used)
            and (implicit := implied.equation(request, block, scope))):
        used, texts = [], [implicit]                         # y of another problem is another y
    supposed = declarations(f"Let {request.premise}.", scope.macros) if request.premise else Prose()
    names = {f.definition.key for f in used}
    whole = " , ".join([*texts, request.latex])
    called = dict.fromkeys(bare(m["name"]) for m in _CALL.finditer(whole))
    texts = [*(t for name in called if name not in names and (t := defined.function_type(name, block, request.start))), *texts]
    texts += defined.depending(whole, by, block, request.start) if by else []
    texts += [SAID] if scope.sums_implied(request.start) else []
    arguments = {bare(a) for f in used for a in f.definition.arguments}
    sources = tuple(dict.fromkeys(f.block for f in used))

    def wider() -> dict[str, dict | str]:
        return declare(*scope.facts(block, request.start, sources, wide=True), whole, names, by, arguments)

    def narrower() -> dict[str, dict | str]:
        return declare(*scope.facts(block, request.end, alone=True), whole, names, by, arguments)

    around = conditions.text_around(scope, block, request.start) if request.answer else (0, 0)
    facts, ranges = scope.facts(block, request.end, sources)
    merge(facts, ranges, supposed.facts, supposed.ranges)
    unread = "" if supposed.facts or definitions(request.premise.strip(" $")) else request.premise
    normalised = conditions.normalised(scope, around)
    declared = declare(facts, ranges, whole, names, by, arguments)
    if r"\sum" in whole:
        start, end = conditions.text_around(scope, block, request.start)
        declared |= members_apart(whole, scope.text[start:end], declared)
    return Problem(request, block, tuple(texts), tuple(sorted(names)), frozenset(arguments), declared, wider,
                   narrower, scope.layout(block, request.start), tuple(told),
                   conditional=conditions.stated(scope, around, unread) > len(normalised), normalised=normalised)


def labels(text: str, outline: Outline) -> dict[str, int]:
    r"""Where each \label stands that is inside a formula, and by "(1.4)" each \tag."""
    found = {}
    for fragment in outline.fragments:
        for match in re.finditer(r"\\(?:label|(?P<tag>tag))\s*\{([^{}]*)\}", text[fragment.inner[0]:fragment.inner[1]]):
            found[f"({match[2]})" if match["tag"] else match[2]] = fragment.inner[0] + match.start()
    return found
