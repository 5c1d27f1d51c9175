r"""Questions that the text itself answers in its next sentences:
"Find $\\nabla f$. We have $\\nabla f(x) = 2x$." is solved homework."""
from __future__ import annotations

import re

from ...prose.symbols import bare, only_symbol
from ..context.defining import head_names
from ..context.scope import Scope
from ..lexical import formula, unasked
from ..lexical.operators import variables
from ..lexical.sentences import Sentence, sentences
from ..lexical.statement import Statement, statements
from ..outline.structure import Block
from .request import Request, order
from .targets import undecorated

_SUPPOSED = re.compile(r"(?:\b(?:where|with|let|if|suppose|assume|given|when|whenever|at|for|using|recall|use|that|"
                       r"wobei|mit|sei|où|avec|soit|donde|con|sea)\b|其中|设|令|若)[^.\x01]{0,12}$", re.IGNORECASE)
REACH = 1200                                 # characters behind a question that are read for its answer


def in_text(request: Request, block: Block, scope: Scope) -> bool:
    """Whether a sentence behind the request, in the same part, states what it asks."""
    if request.show or request.answer or request.kind in ("contraction", "limit"):
        return False
    spans = [(max(a, request.end), min(b, request.end + REACH)) for a, b in block.own_spans() if b > request.end
             and a < request.end + REACH]
    told = sentences(scope.text, spans, scope.fragments)
    # the first goes on with the question
    own = 0 if re.search(r"[.?!。？！]\s*$", scope.text[max(0, request.end - 20):request.end]) else 1
    for sentence in told[own:]:
        if sentence.asks:
            return False
        if not unasked.remark(sentence.plain) and any(_answers(s, request) for s in _stated(sentence, scope)):
            return True
    return False


def _stated(sentence: Sentence, scope: Scope) -> list[Statement]:
    """The equations that a sentence states, not those that it supposes."""
    return [s for f in sentence.fragments if not _SUPPOSED.search(sentence.plain[max(0, f.start - sentence.start
                - 40):f.start - sentence.start])
            for s in statements(scope.formula(f)) if s.relations and s.relations[0] == "=" and s.right]


def _answers(stated: Statement, request: Request) -> bool:
    """Whether an equation gives the value of what is asked."""
    if request.kind == "optimum":
        symbol = only_symbol(stated.left)
        return bool(symbol) and bare(undecorated(symbol)) in variables(request.latex)
    if not formula.operator(stated.left) or stated.right is None or re.fullmatch(r"\?|0", stated.right):
        return False
    heads = head_names(request.latex)
    if heads:
        return head_names(stated.left) == heads and order(stated.left) == order(request.latex)
    return _bones(stated.left) == _bones(request.latex)


def _bones(latex: str) -> str:
    return re.sub(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|,|;|!|:)|[\s{}()]", "", latex)
