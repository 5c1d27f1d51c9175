r"""Declarations from the prose around formulas: "Let $A$ be a symmetric $n\times n$ matrix and $x\in\R^n$".

Text becomes a row of tokens (mathematics, words of the table in `phrases`, separators); descriptors attach to the symbols
that they stand before ("an invertible matrix $A$"), behind ("$A$ symmetric") or are predicated of ("$A$ is symmetric").
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import fragments
from .expansion import Macro, expand
from .phrases import FEATURE, LAYOUTS, PATTERN
from .sets import Fact, Statement, ranges, read_fragment
from .symbols import bare, index_letters

RANKS = {"noun:matrix": 2, "noun:vector": 1, "noun:row": 1, "noun:scalar": 0}
MATRIX_PROPS = ("symmetric", "posdef", "possemidef", "skew", "invertible", "orthogonal", "diagonal", "lower_triangular", "identity")     # of square matrices
SINGULAR = ("is", "denotes", "est", "ist", "sei", "es", "sea", "désigne", "是", "为")
_SENTENCE_END = re.compile(r"[.!?](?=[\s})\]]|$)|[。？！；;]|\n\s*\n|\\item(?![A-Za-z])|\\(?:begin|end)\s*\{[^{}]*\}|\\(?:sub)*section\*?|\\par(?![A-Za-z])")
_ABBREVIATION = re.compile(r"(?:\bi\.e|\be\.g|\bresp|\bcf|\bw\.r\.t|\bs\.t|\bvs|\betc|\bEq|\bFig|\bNo|\bd\.h|\bz\.B)\.?$", re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:label|ref|eqref|cite|url|footnotemark|includegraphics|vspace|hspace)\*?\s*(?:\[[^\]]*\])?\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[{}~]")


@dataclass
class Token:
    """kind: "math", a feature of the table, "end" or "other"."""

    kind: str
    statement: Statement | None = None
    text: str = ""


@dataclass
class Prose:
    """What a text declares: `declare` maps symbols as written to mappings for `derive`; `layout` where it is stated."""

    facts: dict[str, Fact] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    layout: str | None = None

    @property
    def declare(self) -> dict[str, dict]:
        """Mappings {"shape", "props", "indexed_by", "ranges"} for every symbol whose shape is known, and what is known of the others."""
        return {name: entry for name, fact in self.facts.items() if (entry := mapping(name, fact, self.ranges))}


def declarations(text: str, macros: dict[str, Macro] | None = None) -> Prose:
    r"""What the text declares of its symbols, keyed as written after macro expansion.

    >>> declarations(r"Let $A$ be a symmetric $n\times n$ matrix.").declare
    {'A': {'shape': ['n', 'n'], 'props': ['symmetric']}}
    """
    text = expand(text, macros or {})
    result = Prose(ranges=ranges(text), layout=layout(text))
    for sentence in _sentences(_tokens(text)):
        _attach(sentence, result.facts)
    _respell(result.facts)
    return result


def layout(text: str) -> str | None:
    """The layout that the text states, the last one where it changes its mind."""
    found = [(m.start(), name) for name, pattern in LAYOUTS for m in re.finditer(pattern, text, re.IGNORECASE)]
    return max(found)[1] if found else None


def mapping(name: str, fact: Fact, known: dict[str, str]) -> dict:
    """The declaration of one symbol as `derive` takes it; {} where nothing useful is known."""
    props = list(fact.props)
    shape = list(fact.shape) if fact.shape is not None else None
    if shape is not None and (len(shape) < 2 or shape[0] != shape[1]):
        props = [p for p in props if p not in MATRIX_PROPS]
    if shape is not None and len(shape) == 2 and shape[1] == "1":
        shape = shape[:1]
    entry: dict = {} if shape is None else {"shape": shape}
    letters = [letter for letter in index_letters(name) if shape is not None]
    if shape is None and fact.rank is not None:
        entry["rank"] = fact.rank
    if props:
        entry["props"] = props
    if letters and (len(shape or ()) + len(letters) <= 3):
        entry["indexed_by"] = letters
        sized = {letter: known[letter] for letter in letters if letter in known}
        entry |= {"ranges": sized} if sized else {}
    if entry and "shape" in entry:
        entry.setdefault("props", [])
    return {k: entry[k] for k in ("shape", "rank", "indexed_by", "ranges", "props") if k in entry}


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for fragment in fragments.find(text):
        if fragment.start < at:
            continue
        _words(text[at:fragment.start], tokens)
        _mathematics(text[fragment.inner[0]:fragment.inner[1]], tokens)
        at = fragment.end
    _words(text[at:], tokens)
    return tokens


def _mathematics(latex: str, tokens: list[Token]) -> None:
    """A fragment as tokens; words in \\text{..} are prose between two pieces of mathematics."""
    pieces = re.split(r"\\(?:text|mbox|textrm|mathrm|intertext)\s*\{([^{}]*\s[^{}]*)\}", latex)
    for number, piece in enumerate(pieces):
        if number % 2:
            _words(piece, tokens)
        elif piece.strip(" ,.;\\\n\t~"):
            tokens.append(Token("math", read_fragment(piece), piece))


def _words(text: str, tokens: list[Token]) -> None:
    at = 0
    while at < len(text):
        c = text[at]
        ending = _SENTENCE_END.match(text, at)
        if ending and not (c == "." and _ABBREVIATION.search(text[max(0, at - 8):at + 1])):
            tokens.append(Token("end", text=ending.group()))
            at = ending.end()
            continue
        command = _COMMAND.match(text, at)
        if command:
            if command.group().startswith(("\\label", "\\ref", "\\eqref", "\\cite")):
                tokens.append(Token("other"))
            at = command.end()
            continue
        found = PATTERN.match(text, at)
        if found and found.end() > at:
            tokens.append(Token(FEATURE[found.lastgroup or ""], text=found.group()))
            at = found.end()
            continue
        word = re.compile(r"[A-Za-zÀ-ÿ]+|\S").match(text, at)
        if word and (word.group()[0].isalpha() or ord(word.group()[0]) > 0x2e00):
            tokens.append(Token("other", text=word.group()))
        at = word.end() if word else at + 1


def _sentences(tokens: list[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "end":
            if token.text == "?" and sentences[-1]:
                sentences[-1].append(token)
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [s for s in sentences if s]


@dataclass
class Run:
    """Descriptors standing together: "an invertible n x n matrix"."""

    fact: Fact = field(default_factory=Fact)
    dims: list[tuple[str, ...]] = field(default_factory=list)
    both: bool = False

    @property
    def empty(self) -> bool:
        return not (self.fact.props or self.dims or self.fact.rank is not None)


def _attach(sentence: list[Token], facts: dict[str, Fact]) -> None:
    """Read one sentence: state facts of its mathematics, then hand each run of descriptors to its symbols."""
    sentence = _without_conditions(sentence)
    for token in sentence:
        for name, fact in (token.statement.facts if token.statement else ()):
            facts.setdefault(name, Fact()).add(fact)
    last: list[str] = []
    groups: list[list[str]] = []
    shared = Run()                   # the descriptors that stood before the current list of symbols
    before = "other"                 # what stands before the token: math, copula, and, list (an "and" behind mathematics), other, run
    predicate = False
    singular = False
    stated = False                   # the last piece of mathematics states something itself: $x\in\mathbb{R}^n$
    tail: list[str] = []             # the last symbols of a list, of which a singular verb or a trailing adjective speaks
    at = 0
    while at < len(sentence):
        run, after = _run(sentence, at)
        if not run.empty:
            follows = after < len(sentence) and sentence[after].kind == "math" and bool(sentence[after].statement and sentence[after].statement.symbols)
            attributive = before in ("and", "list", "other") and follows
            if attributive:
                shared = run
                last = list(sentence[after].statement.symbols)
                groups.append(last)
                tail, singular, stated = last, False, bool(sentence[after].statement.facts)
                _give(run, last, facts)
                at, before, predicate = after + 1, "math", False
                continue
            if last and (before in ("copula", "math", "run") or before in ("and", "list")):
                _give(run, [n for g in groups[-2:] for n in g] if run.both else tail if singular else last, facts)
            at, before = max(after, at + 1), "run"
            continue
        token = sentence[at]
        if token.kind == "math" and token.statement and token.statement.symbols:
            tail, singular = list(token.statement.symbols), bool(token.statement.facts)
            if before == "list" and set(token.statement.symbols) <= set(last):        # D, A in R^{n x n}, D diagonal: D alone
                last, shared = list(token.statement.symbols), Run()
                groups.append(last)
            elif before == "list" and stated and not token.statement.facts:           # $x\in\mathbb{R}^n$, $\mathbf 1$ the vector of ones: what follows speaks of 1 alone
                last = list(token.statement.symbols)
                groups.append(last)
                _give(shared, last, facts)
            elif before == "list":
                last = last + token.statement.symbols
                groups[-1:] = [last]
                _give(shared, token.statement.symbols, facts)
            else:
                last, shared = list(token.statement.symbols), Run()
                groups.append(last)
            before, predicate, stated = "math", False, bool(token.statement.facts)
        elif token.kind == "copula":
            before, predicate = ("copula", True) if last else ("other", False)
            singular = token.text.lower() in SINGULAR
        elif token.kind == "and":
            before = "list" if before == "math" and last else "and"
        elif token.kind == "math":
            before, last = "other", [] if not token.statement or not token.statement.dims else last
        elif token.kind not in ("filler", "both"):
            before = "other"
            if token.kind == "other" and not predicate:
                last = last if _soft(token.text) else []
        at += 1


def _soft(word: str) -> bool:
    """Words that may stand between a symbol and its descriptor."""
    return word.lower() in ("which", "where", "who", "let", "and", "avec", "with", "entries", "two", "deux", "，", "（", "(", ")")


def _without_conditions(sentence: list[Token]) -> list[Token]:
    """Without "if B is antisymmetric": a condition that is not the premise of the whole sentence declares nothing."""
    question = sentence[-1].kind == "end"
    sentence = [t for t in sentence if t.kind != "end"]
    kept: list[Token] = []
    skipping = False
    for number, token in enumerate(sentence):
        if token.kind == "if" and (number > 1 or question):
            skipping = True
        elif skipping and token.kind == "and" and token.text in (",", "，"):
            skipping = False
        if not skipping:
            kept.append(token)
    return kept


def _run(sentence: list[Token], at: int) -> tuple[Run, int]:
    """The run of descriptors at `at` and the offset behind it; an empty run where none stands."""
    run, k = Run(), at
    end = at
    while k < len(sentence):
        token = sentence[k]
        following = sentence[k + 1] if k + 1 < len(sentence) else None
        if token.kind == "not":
            k += 1
            while k < len(sentence) and sentence[k].kind in ("filler",):
                k += 1
            k += 1 if k < len(sentence) and sentence[k].kind.startswith("prop:") else 0
            continue
        if token.kind.startswith("prop:"):
            run.fact.props += [token.kind[5:]] if token.kind[5:] not in run.fact.props else []
        elif token.kind in RANKS:
            run.fact.rank = RANKS[token.kind]
        elif token.kind == "math" and token.statement and token.statement.dims is not None:
            run.dims.append(token.statement.dims)
        elif token.kind == "math" and (sized := _size(sentence, k)):
            run.dims.append(sized[0])
            k = end = sized[1]
            continue
        elif token.kind in ("filler", "both", "holding", "size", "allentries", "dimensional", "entries"):
            run.both = run.both or token.kind == "both"
            if token.kind == "holding" and not (following and following.kind == "math" and _size(sentence, k + 1)) and not (following and following.kind.startswith("prop:ones")):
                break
            if token.kind == "size" and following and following.kind == "math" and following.statement and following.statement.plain:
                run.dims.append(tuple(bare(s) for s in following.statement.symbols))
                k = end = k + 2
                continue
            k += 1
            end = k if not run.empty else end
            continue
        elif token.kind == "and" and following and (
                run.dims and following.kind == "math" and following.statement and following.statement.dims
                or token.text not in (",", "，") and run.fact.props and following.kind.startswith("prop:")):
            k += 1
            continue
        else:
            break
        k += 1
        end = k
    return run, max(end, k) if run.empty else _past_fillers(sentence, end)


def _past_fillers(sentence: list[Token], at: int) -> int:
    while at < len(sentence) and sentence[at].kind in ("filler", "allentries"):
        at += 1
    return at


def _size(sentence: list[Token], at: int) -> tuple[tuple[str, ...], int] | None:
    """A size said in words at a symbol: $n$-dimensional, $K$ entries, $n$ by $d$."""
    statement = sentence[at].statement
    following = sentence[at + 1] if at + 1 < len(sentence) else None
    if not statement or not statement.plain or len(statement.symbols) != 1 or following is None:
        return None
    name = bare(statement.symbols[0])
    if following.kind == "dimensional":
        return (name,), at + 1
    if following.kind in ("entries", "prop:ones"):
        return (name,), at + 1
    third = sentence[at + 2] if at + 2 < len(sentence) else None
    if following.kind == "other" and following.text == "by" and third and third.statement and third.statement.plain:
        return (name, bare(third.statement.symbols[0])), at + 3
    return None


def _give(run: Run, names: list[str], facts: dict[str, Fact]) -> None:
    """State the run of the symbols; several shapes for as many symbols are dealt out in order."""
    dealt = len(run.dims) == len(names) and len(names) > 1
    for number, name in enumerate(names):
        fact = facts.setdefault(name, Fact())
        fact.add(Fact(None, run.fact.rank if fact.shape is None else None, list(run.fact.props)))
        if run.dims and (fact.shape is None or dealt):
            shape = run.dims[number] if dealt else run.dims[0]
            fact.shape = (shape[0], shape[0]) if len(shape) == 1 and run.fact.rank == 2 else shape


def _respell(facts: dict[str, Fact]) -> None:
    """Facts stated of a symbol under two spellings (x and \\mathbf{x}) are kept apart; equal up to spaces and braces are joined."""
    seen: dict[str, str] = {}
    for name in list(facts):
        key = re.sub(r"[{}\s]", "", name)
        if key in seen:
            first = facts[seen[key]]
            first.add(facts.pop(name))
        else:
            seen[key] = name
