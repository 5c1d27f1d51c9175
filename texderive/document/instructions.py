r"""What list items and follow-up sentences ask under an instruction: "Differentiate:", "for each of the following", "repeat for $g$"."""
from __future__ import annotations

import re

from ..prose.symbols import bare
from . import formula, language
from .defining import head_names
from .operators import built, variables
from .requests import Reader, Request
from .sentences import Sentence
from .structure import Block
from .symbol_names import symbols_written


def governed(reader: Reader, block: Block, sentences: list[Sentence], instruction: Sentence) -> list[Request]:
    """What a list item asks under an instruction such as "Differentiate:" or "Find the gradients of the following functions"."""
    fragments = [f for s in sentences for f in s.fragments]
    if not fragments or any(language.aside(s.plain) or s.asks for s in sentences[:1]):
        return []
    show = instruction.asks[-1][2] == "show"
    template = [a for f in instruction.fragments for a in formula.asked(reader.scope.formula(f)) if a.answer is None]
    if template and formula.definitions(reader.scope.formula(fragments[0])):
        return [Request(a.latex, reader.start(fragments[0]), fragments[0].end, kind=a.kind) for a in template]
    direct = [r for f in fragments[:2] for r in reader.from_fragment(f, show, "", sentences[0])]
    direct = [r for r in direct if show or r.answer is None]
    if direct:
        return direct[:1]
    if language.SIMPLIFY.search(instruction.plain):
        contracted = reader.contracted(fragments[:1])
        if contracted:
            return contracted
    noun = next((m for m in language.NOUN_WORDS.finditer(instruction.plain)), None)
    lead = sentences[0].plain[:fragments[0].start - sentences[0].start]
    if noun is None or re.search(r"[A-Za-zÀ-ÿ]{3,}", re.sub(r"\\[A-Za-z]+(?:\{[^{}]*\})?", "", lead)) and not re.search(r"\bfunctions?\b", lead):
        return []
    if not reader.function(fragments[0]):
        return []
    target = reader.function_of(fragments[0], block)
    if target is None:
        return []
    by = reader.variables(instruction) or reader.variables(sentences[0])
    kinds = dict.fromkeys(m.lastgroup or "derivative" for m in language.NOUN_WORDS.finditer(instruction.plain))
    asked = [kind for kind in kinds if kind not in ("minimum", "maximum")] or list(kinds)
    return [Request(latex, target[2], target[3], kind=kind) for kind in asked[:2] for latex in built(kind, target[0], target[1], by)[:1]]


def for_each(reader: Reader, sentence: Sentence, block: Block, requests: list[Request]) -> bool:
    """Whether "for each of the following functions find $\\nabla f(x)$" asks of the items behind it: f is defined nowhere before."""
    if not requests or not language.FOLLOWING.search(sentence.plain):
        return False
    return all(reader.defined.lookup(name, block, r.start) is None for r in requests for name in head_names(r.latex)) and all(head_names(r.latex) for r in requests)


def repeated(reader: Reader, sentence: Sentence, block: Block, before: list[Request]) -> list[Request]:
    """What "repeat for $g(x) = ...$" asks: the requests before it, of another function."""
    fragments = [f for f in sentence.fragments if reader.function(f)]
    target = reader.function_of(fragments[0], block) if fragments and before else None
    if target is None:
        return []
    function, definition, start, end = target
    out = []
    for request in before:
        old = next((s for s in symbols_written(request.latex) if bare(s) in head_names(request.latex)), None)
        if old is None or request.answer:
            continue
        called = re.escape(old) + r"(?:\s*\([^()]*\))?"
        name = definition.name if definition and definition.name else rf"\left( {function} \right)"
        latex = re.sub(called, lambda _: name, request.latex, count=1)
        if not (definition and definition.name):
            latex = re.sub(r"\\frac\{\\partial(\^2)? (\\left\(.*\\right\))\}(\{[^{}]*\})", r"\\frac{\\partial\1}\3 \2", latex)
        out.append(Request(latex, start, end, kind=request.kind))
    return out


def alone(reader: Reader, sentences: list[Sentence]) -> list[Request]:
    """An item that is nothing but a derivative without an answer."""
    fragments = [f for s in sentences for f in s.fragments]
    words = re.sub(r"\\(?:displaystyle|noindent|[a-z]+\s*\{[^{}]*\}|[a-z]+)|[\W\d_]", "", "".join(s.plain for s in sentences))
    if len(fragments) != 1 or len(words) > 2:
        return []
    return [r for r in reader.from_fragment(fragments[0], False, "", sentences[0]) if r.answer is None]
