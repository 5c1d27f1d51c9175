r"""What list items and follow-up sentences ask under an instruction: "Differentiate:",
"for each of the following", "repeat for $g$"."""
from __future__ import annotations

import re
from dataclasses import replace

from ...patterns import regex
from ...prose.symbols import bare, only_symbol
from ..context.defining import head_names
from ..context.scope import CONTINUES
from ..lexical import extremes, formula, inline_lists, language, unasked
from ..lexical.definition import definitions
from ..lexical.operators import TEMPLATES, built, variables
from ..lexical.sentences import MARK, Sentence, marked
from ..lexical.statement import clean
from ..lexical.symbol_names import symbols_written
from ..outline.structure import Block
from . import methods
from .request import Request
from .requests import Reader


_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
_PART = r"\((?P<%s>[a-z]|[ivx]+)\)"
_REFERENCE = re.compile(rf"(?:{_PART % 'before'}[\s~]*(?:of|in|from)[\s~]*(?:\w+[\s~]*)?)?\\(?:c|C|"
                        rf"auto)?ref\s*\{{([^{{}}]*)\}}(?:[\s~]*\(?(?:part[\s~]*)?{_PART % 'behind'})?")
_NO_WORDS = re.compile(r"\W*")
_SAID_OTHERWISE = re.compile(r"(?i)express|simplify|write")              # "..., and express it through $\\sigma$": the answer
# "the leaky ReLU $f(x) = ..$", "softplus, $\\log(1 + e^x)$": what is listed has a name
_NAMED = regex(r"""
    (?i)\W*(?:(?:the|an?|le|la|les|die|der|das|el|il|lo)[\s~]+)?
    (?!(?:is|are|let|if|for|when|where|with|show|prove|why|how|does|assume|suppose|note|given|that|it|we|you|true|in|at|on)\b)
    (?:[^\W\d_]+[\s~-]+){0,3}?[^\W\d_]+(?<!\bof)(?<!\bis)(?<!\bare)(?<!\bthat)(?<!\bat)(?<!\bif)(?<!\bwith)(?<!\bfor)\s*[,:]?\s*
""")


def with_formulas(reader: Reader, told: list[Sentence]) -> list[Sentence]:
    r"""Sentences where "Find the derivative." and the formulas behind it are one, if these hold a derivative without an
    answer, L = ..., \partial L/\partial W: that is what is asked."""
    out: list[Sentence] = []
    at = 0
    while at < len(told):
        first, stop = told[at], at + 1
        if first.asks and first.asks[-1][2] == "ask" and all(only_symbol(clean(reader.scope.formula(f)))
                for f in first.fragments):
            while stop < len(told) and _only_formulas(told[stop]):
                stop += 1
        behind = [f for s in told[at + 1:stop] for f in s.fragments]
        if any(a.answer is None and a.kind in ("derivative", "prime", "jacobian", "named") for f in behind
               for a in formula.asked(reader.scope.formula(f))):
            first = replace(first, end=told[stop - 1].end, fragments=[*first.fragments, *behind],
                            plain=marked(reader.scope.text, first.start, told[stop - 1].end, [*first.fragments, *behind]))
        else:
            stop = at + 1
        out.append(first)
        at = stop
    return out


def _only_formulas(sentence: Sentence) -> bool:
    """Whether a sentence is nothing but formulas, and what its letters are: "..., where $x$ is fixed"."""
    plain = _COMMANDS.sub("", sentence.plain)
    formulas = _NO_WORDS.match(plain)
    return (not sentence.asks and MARK in formulas.group()
            and (formulas.end() == len(plain) or bool(CONTINUES.match(plain, formulas.end()))))


def governed(reader: Reader, block: Block, sentences: list[Sentence], instruction: Sentence) -> list[Request]:
    """What a list item asks under an instruction such as "Differentiate:"
    or "Find the gradients of the following functions"."""
    first = sentences[0]
    if unasked.aside(first.plain) or any(not _SAID_OTHERWISE.match(word) for *_, word in first.asks):
        return []
    fragments = [f for s in sentences for f in s.fragments]
    verb = instruction.asks[-1]
    template = [a for f in instruction.fragments for a in formula.asked(reader.scope.formula(f)) if a.answer is None]
    if template and fragments and definitions(reader.scope.formula(fragments[0])):
        return [Request(a.latex, reader.targets.start(fragments[0]), fragments[0].end, kind=a.kind) for a in template]
    completed = reader.requests(replace(first, asks=[(0, 0, verb[2], verb[3])]), block)
    completed = [r for r in completed if r.show or r.answer is None]
    if completed or not fragments:
        return completed
    if language.SIMPLIFY.search(instruction.plain):
        contracted = reader.written.contracted(fragments[:1])
        if contracted:
            return contracted
    noun = next((m for m in language.NOUN_WORDS.finditer(instruction.plain)), None)
    lead = first.plain[:fragments[0].start - first.start]
    words = _COMMANDS.sub("", lead)
    if noun is None or (re.search(r"[A-Za-zÀ-ÿ]{3,}", words)
                        and not (re.search(r"\bfunctions?\b", lead) or _NAMED.fullmatch(words))):
        return []
    if not reader.targets.function(fragments[0]):
        return []
    by = reader.variables.of(instruction) or reader.variables.of(first)
    kinds = dict.fromkeys(m.lastgroup or "derivative" for m in language.NOUN_WORDS.finditer(instruction.plain))
    asked = [kind for kind in kinds if kind not in extremes.EXTREMES] or list(kinds)
    target = reader.targets.of_fragment(fragments[0], block)
    targets = [target, *reader.targets.further(first, target, block, several=True)] if target else []
    return [Request(latex, each.start, each.end, kind=kind) for each in targets for kind in asked[:2]
            for latex in built(kind, each.function, each.definition, by)]


def listed(reader: Reader, sentence: Sentence, block: Block, instruction: Sentence | None, found: list[Request]) -> list[Request]:
    """What a sentence with a list in it asks, "Differentiate (a) ..., (b) ...": part by part, where that finds more
    than the sentence as a whole (`found`); a sentence that is one part of a list, "(b) ...", or nothing but formulas
    behind "the following", is governed by the instruction before it."""
    split = inline_lists.parts(sentence)
    if found and (each := _of_each(reader, sentence, found)):
        return each
    if split is None:
        follows = instruction is not None and not found and (
            inline_lists.labelled(sentence) or language.FOLLOWING.search(instruction.plain) and sentence.fragments
            and not re.search(r"[^\W\d_]{2}", _COMMANDS.sub("", sentence.plain)))
        return governed(reader, block, [sentence], instruction) if instruction is not None and follows else found
    lead, pieces = split
    governs = lead if lead.asks else instruction
    out: list[Request] = []
    for piece in pieces:
        out += reader.requests(piece, block) if piece.asks else governed(reader, block, [piece], governs) if governs else []
    return out if len(out) > len(found) else found


def for_each(reader: Reader, sentence: Sentence, block: Block, requests: list[Request], following: Block | None) -> bool:
    r"""Whether "for each of the following functions find $\nabla f(x)$", or "find $dy/dx$ if" before a list
    (`following`), asks of the items behind it: f is defined there, or nowhere before."""
    nowhere = all(reader.defined.lookup(name, block, r.start) is None for r in requests for name in head_names(r.latex))
    leads = (following is not None and (not re.search(r"[.?!]\s*$", sentence.plain) or nowhere
                                        or bool(language.FOLLOWING.search(sentence.plain))))
    if leads and requests and all(head_names(r.latex) and head_names(r.latex) <= _defined_first(reader, following)
                                  for r in requests):
        return True
    if not requests or not (leads or language.FOLLOWING.search(sentence.plain)):
        return False
    return nowhere and all(head_names(r.latex) for r in requests)


def _of_each(reader: Reader, sentence: Sentence, requests: list[Request]) -> list[Request]:
    r"""\partial f/\partial X of every f that the sentence lists: (1) f = ..., (2) f = ..."""
    heads = set().union(*(head_names(r.latex) for r in requests))
    listed = [(f, d) for f in sentence.fragments for d in definitions(reader.scope.formula(f)) if d.key in heads]
    if len(heads) != 1 or len(listed) < 2 or any(r.show or r.answer for r in requests):
        return []
    out = []
    for fragment, definition in listed:
        for request in requests:
            latex = of_expression(request.latex, definition.name, definition.right)
            if latex:
                out.append(Request(latex, reader.targets.start(fragment), fragment.end, kind=request.kind))
    return out


def of_expression(request: str, name: str, expression: str) -> str | None:
    r"""A derivative of a name as one of what it stands for; None where the name is not just below the operator.

    >>> of_expression(r"\frac{\partial f}{\partial X}", "f", r"\operatorname{tr} X")
    '\\frac{\\partial}{\\partial X} \\left( \\operatorname{tr} X \\right)'
    """
    called = re.escape(name) + r"(?:\s*\([^()]*\))?"
    quotient = re.match(rf"\s*\\[dtc]?frac\s*\{{\s*(\\partial|d)(\^\w|\^\{{\w\}})?\s*{called}\s*\}}\s*(\{{(?:[^{{}}]|"
                        rf"\{{[^{{}}]*\}})*\}})\s*$", request)
    if quotient:
        return rf"\frac{{{quotient[1]}{quotient[2] or ''}}}{quotient[3]} \left( {expression} \right)"
    nabla = re.match(rf"(\s*\\nabla\s*(?:[_^]\s*(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\\[A-Za-z]+|\w)\s*)*){called}\s*$", request)
    return rf"{nabla[1]} \left( {expression} \right)" if nabla else None


def _defined_first(reader: Reader, listing: Block | None) -> set[str]:
    """The functions that the first item of a list defines."""
    first = next((b for b in listing.children if b.kind == "item"), None) if listing else None
    return {d.key for f in reader.scope.own_fragments(first) for d in definitions(reader.scope.formula(f))} if first else set()


def referred(reader: Reader, sentence: Sentence, found: list[tuple[Request, Block]]) -> list[Request]:
    r"""What the exercise, or the part of it, asked that a sentence names by its label,
    "repeat Exercise~\\ref{ex:linear}(a)"; what was asked last where it names none."""
    scope = reader.scope
    label = _REFERENCE.search(scope.text, sentence.start, sentence.end)
    if label is None:
        return reader.latest
    at = scope.text.find(rf"\label{{{label[2]}}}")
    home = scope.home(at) if at >= 0 else None
    inside = [(r, block) for r, block in found if home is not None and (block is home or home in block.ancestors())]
    return [r for r, block in inside if not (part := label["behind"] or label["before"])
            or reader.defined.parts.is_part(block, part)]


def repeated(reader: Reader, sentence: Sentence, block: Block, before: list[Request]) -> list[Request]:
    """What "repeat for $g(x) = ...$" asks: the requests before it, of another function;
    "do the same with respect to $u$": by another variable."""
    fragments = [f for f in sentence.fragments if reader.targets.function(f)]
    target = reader.targets.of_fragment(fragments[0], block) if fragments and before else None
    if target is None:
        return _by_another(reader, sentence, block, before)
    function, definition = target.function, target.definition
    out = []
    for request in before:
        old = next((s for s in symbols_written(request.latex) if bare(s) in head_names(request.latex)), None)
        if request.answer:
            continue
        if old is None:                                              # of an expression without a name
            by = list({bare(s): s for s in symbols_written(request.latex) if bare(s) in variables(request.latex)}.values())
            kind = "hessian" if request.order == 2 and request.kind == "derivative" else request.kind
            if kind in TEMPLATES and kind not in extremes.EXTREMES:
                out += [Request(latex, target.start, target.end, kind=request.kind)
                        for latex in built(kind, function, definition, by)]
            continue
        called = re.escape(old) + r"(?:\s*\([^()]*\))?"
        name = definition.name if definition and definition.name else rf"\left( {function} \right)"
        latex = re.sub(called, lambda _: name, request.latex, count=1)
        if not (definition and definition.name):
            latex = re.sub(r"\\frac\{\\partial(\^2)? (\\left\(.*\\right\))\}(\{[^{}]*\})", r"\\frac{\\partial\1}\3 \2", latex)
        out.append(Request(latex, target.start, target.end, kind=request.kind))
    return out


def _by_another(reader: Reader, sentence: Sentence, block: Block, before: list[Request]) -> list[Request]:
    """First derivatives that were asked for, by the variable that the sentence names."""
    names = reader.variables.of(sentence)
    out = []
    for request in before if names else []:
        heads = sorted(head_names(request.latex))
        found = reader.defined.lookup(heads[0], block, request.start) if len(heads) == 1 else None
        if found is not None and request.kind in ("derivative", "gradient") and request.order == 1 and not request.show:
            out += [Request(latex, sentence.start, sentence.end, kind=request.kind)
                    for latex in built(request.kind, found.definition.written, found.definition, names)]
    return out


def spoken_of(reader: Reader, before: Sentence, block: Block) -> list[Request]:
    """What "Find them." asks behind "The function $h(x) = ...$ has three critical points."."""
    said = reader.requests(replace(before, asks=[(0, 0, "ask", "")]), block) if not before.asks else []
    return [r for r in said if r.kind in ("optimum", *methods.KINDS)]


def alone(reader: Reader, sentences: list[Sentence]) -> list[Request]:
    """An item that is nothing but a derivative without an answer."""
    fragments = [f for s in sentences for f in s.fragments]
    words = re.sub(r"\\(?:displaystyle|noindent|[a-z]+\s*\{[^{}]*\}|[a-z]+)|[\W\d_]", "", "".join(s.plain for s in sentences))
    if len(fragments) != 1 or len(words) > 2:
        return []
    return [r for r in reader.written.from_fragment(fragments[0], False, "", sentences[0]) if r.answer is None]
