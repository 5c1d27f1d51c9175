"""Words that ask nothing, in several languages: what takes a question back, purposes, remarks and hints,
tools and properties that are only mentioned."""
from __future__ import annotations

import re

from ...patterns import regex

TAKEN_BACK = regex(r"""
    (?:
        \b(?:we|one|they|i|people|many|authors|on|nous|wir|which|let us|let's|lets|us|who|that)\s+(?:
            (?:
                can|could|will|would|may|might|must|should|shall|then|now|first|also|thus|easily|again|already|directly
                |simply|just|do|did|have to
                |need to|want to|readily|had to
            )\s+
        )*
        |\byou(?:'ll|\s+(?:will|may|might|already|can|could|would))\s+
        |\b(?:we|one|they|people|i)\b(?![^.;:]*\b(?:you|ask)\b)[^.;:]{0,60}\bto\s+
        |\b(?:chooses|picks|selects|seeks|wants?|wishes|tries|decides|aims|would like|likes|möchte|will|wählt|choisit
          |cherche|veut|elige|quiere)\b(?![^.;:]*\byou\b)[^.;:]{0,60}?(?:\bto\s+|\bzu\s+|\bà\s+|\bpara\s+)
        |(?<!your )\b(?:goal|aim|idea|purpose|objective|trick|way|step|method|strategy) (?:here )?(?:is|was
          |will be) to\s+
        |\b(?:
            used|needed|required|necessary|useful|tr(?:y|ies)|allows?|helps?|able|easy|hard|possible|enough|sufficient
            |how|allow|difficult
            |algorithms?|method|order|way|trick|lets
        ) (?:us |you |one )?to\s+
        |^\s*(?:in order )?to\s+|\b(?:not|don't|cannot|can't|without|nicht|ne pas|never)\s+|\bpour\s+|\bum\s+
        |我们(?:可以|先|来|能)?|可以
    )$
""", re.IGNORECASE)
PURPOSE = re.compile(r"\s*(?:in order )?to\s+\w+|\s*um\s|\s*pour\s|为了", re.IGNORECASE)
# behind a verb in the imperative: "show that f is convex by computing its Hessian", "show your work in deriving ..."
GERUND = regex(r"""
    \b(?:by|in|when|while)[\s~]+(?:first[\s~]+)?(?P<verb>computing|finding|deriving|calculating|determining|evaluating
      |differentiating|(?:show|prov|check|verify|argu)ing[\s~]+that)\b
    (?=[\s~]*(?:\x01|(?:its|the|their)\b))
""", re.IGNORECASE)
# behind what is asked for: "... is to be found", "... should be determined"
TO_BE = regex(r"""
    \b(?:should|(?:is|are)\s+to)\s+be\s+(?:determined|found|computed|calculated|derived|worked\s+out)\b
    |\b(?:ist|sind)\b[^.;]{0,120}\bzu\s+(?:bestimmen|berechnen|ermitteln)\b
    |\b(?:est|sont)\s+à\s+(?:déterminer|calculer)\b
""", re.IGNORECASE)
ALWAYS = re.compile(r"\b(?:each|every|jede[mnrs]?|chaque)\s+(?:time|step|iteration|update|schritt|iteration|étape|"
                    r"itération)|\b(?:numerically|automatically|iteratively|by the "
                    r"(?:network|algorithm|optimi[sz]er|computer))\b", re.IGNORECASE)
# what directly follows a verb and takes its question back: "show your work", "finden wir"
NO_QUESTION = regex(r"""
    \s+(?:
        both sides\b|(?:below|attached|enclosed|online|more|out)\b
        |(?:all |each |every |some )?(?:of )?(?:your|the|all|each) (?:\w+ )?
          (?:work|working|steps|(?<=each )step|(?<=every )step|calculations?|reasoning|derivations?|assumptions?
            |answers?)\b(?! of)
        |wir\b|nous\b|(?:a |some )?(?:reasons?|justifications?|explanations?)\b
    )
""", re.IGNORECASE)
# sentences that explain, whatever verbs they hold
_LEAD = re.compile(r"(?:\\[A-Za-z]+|\\\W|[^\w\\])*")
_REMARKS = (r"hints?|notes?|remarks?|recall|remember|notice|observe|comments?|warning|tips?|example|rappel\w*|remarque|"
            r"indication|hinweis|tipp|bemerkung|erinner\w+|"
            r"nota|observación|sugerencia|suggerimento|указание|замечание|напомним|提示|注意|注|回忆|回顾|todo|your "
            r"(?:answer|solution)|write your|(?:answer|solution) (?:goes )?here")
_ASIDE = regex(rf"""
    (?:
        {_REMARKS}|why|pourquoi|warum|por qué|perché|почему|为什么|true or false|vrai ou faux|wahr oder falsch|判断
        |we (?:know|have|see|saw|recall)|explain
        |interpret\w*|discuss|describe|expliquer|sketch|plot|implement|optional reading
    )\b
""", re.IGNORECASE)
_ASIDE_COMMAND = re.compile(r"\s*\\(?:hints?|hinweis|tipp?|indication|remark|note|todo|sidenote|marginpar|"
                            r"marginnote)(?![A-Za-z])", re.IGNORECASE)
_REMARK = re.compile(rf"(?:\(?[a-h\d]\)\s*|[a-h\d][.)]\s+)?(?:{_REMARKS})\b", re.IGNORECASE)


def aside(plain: str) -> bool:
    r"""Whether a sentence begins as an explanation: "Hint:", "Recall", "Why", \hint{...}."""
    return bool(_ASIDE.match(plain, _LEAD.match(plain).end()) or _ASIDE_COMMAND.match(plain))


def remark(plain: str) -> bool:
    """Whether a sentence begins as a hint or a remark, which is no answer."""
    return bool(_REMARK.match(plain, _LEAD.match(plain).end()))


# between the last piece of mathematics (or the verb) and a formula: the formula is a tool
# or a side condition, not the question
TOOL = regex(r"""
    (?:
        \b(?:
            where|if|when|whenever|using|since|because|recall(?:ing)?|from|such that|so that|for which|at which|whose
            |satisf\w+|knowing|assuming
            |suppose|unless|until|with the (?:rule|identity|fact|help of)|by (?:means|virtue) of|hint|à l'aide
            |en utilisant|où|sachant|mit hilfe
            |wobei|wenn|falls|usando|donde|dove|in terms of|as a function of|explain|compare|why|(?<!well )as(?! well)
        )\b
        |(?:
            role|meaning|purpose|use|interpretation|significance|point|rank|trace|determinant|eigenvalues?|eigenvectors?
            |norm|sign|shape|size
            |dimensions?|definiteness|kernel|null ?space|spectrum|inverse
        ) of(?= *$)
        |利用|由于|根据|其中|使得
    )[^.]*$
""", re.IGNORECASE)
# right behind a formula: a property is asserted or asked, not the value
PROPERTY = regex(r"""
    \s*(?:good for|used for|useful|needed|called)\b
    |\s*[,]?\s*(?:
        \b(?:
            vanish\w*|exists?|points?
            |is (?:zero|orthogonal|perpendicular|continuous|lipschitz|bounded|parallel|small|large|unbiased|monotone
              |well-defined|well defined)
            |are (?:zero|orthogonal)|s'annule|est (?:nul|orthogonal|continu|born)\w*|ist (?:null|orthogonal|stetig)
            |does not|is not
        )\b
        |为零|等于零
    )
""", re.IGNORECASE)
