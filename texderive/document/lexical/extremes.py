"""Words of zeros, least and greatest values and conditions on the unknowns,
as documents write them in several languages."""
from __future__ import annotations

import re

from ...patterns import laid, regex

# what a question begins with that asks where something is zero or least, and the words for these
FOR_WHICH = laid(r"""
    (?:for|at) (?:which|what)|(?:where|when)(?= (?:is|are|does|do)\b)|pour quel(?:le)?s?|en quels?
    |où(?= (?:est|sont|la|le)\b)|für welche[nrs]?
    |an welche[nrm]|wo(?= (?:ist|hat|wird|nimmt)\b)|wann(?= (?:ist|wird|verschwindet)\b)
    |(?:para|por) (?:qu[eé]|cu[aá]l(?:es)?|qua(?:l|is))
    |en (?:qué|cuáles)|em (?:que|quais)|(?:dónde|onde)(?= )|per (?:qual[ei]|che)|in qual[ei]|dove(?= )|voor welke?
    |waar(?= (?:is|heeft|wordt)\b)
    |при как\w+|где(?= )
""")
ZERO = laid(r"""
    vanish\w*|zeros?|null(?:stellen?)?|nul(?:le)?s?|s['’]annul\w*|annul\w*|verschwind\w+|cero|anulan?|nul[oa]s?
    |annulla\w*|нул\w+|is\s+\x01
""")
LEAST = laid(r"""
    m[ií]nim\w*|m[aá]xim\w*|massim\w*|smallest|largest|lowest|highest|greatest|least|kleinst\w*|größt\w*
    |plus (?:petit|grand)\w*|(?:kleinst|grootst)e?
    |минимал\w*|максимал\w*|наимен\w+|наибол\w+
""")
# a derivative that is set to zero is asked for its zero
SET_TO_ZERO = regex(r"""
    \b(?:
        set(?:ting|zen)?\s+(?:sie\s+)?(?:the|its|this|these|their|all|both|die|den|das|diese[ns]?)
        |annul(?:er|ez)\s+(?:le|la|les)
        |igual[ea]\w*\s+(?:el|la)|令
    )(?!\w)[^.;]{0,40}$
""", re.IGNORECASE)
ZERO_BEHIND = re.compile(r"(?:[^.;]{0,200}?\b(?:equal "
                         r")?(?:to|auf|gleich|a)\s+(?:zero|0|null|cero|\x01)|[^.;]{0,60}?\b(?:et|puis)\b[^.;]{0,60}|"
                         r"[^。]{0,40}为(?:零|0|\x01))", re.IGNORECASE)
SET_LATEST_TO_ZERO = regex(r"""
    \b(?:set(?:ting)?|equat(?:e|ing))\s+(?:
        it|this|them|these
        |(?:the|this|that|your) (?:result|expression|derivative|gradient|score|quantity|answer|equation)s?
          (?: (?:function|above|equation|from[^.]{0,30}?|in[^.]{0,20}?))?
    )\s+(?:equal )?to\s+(?:zero|0|\x01)
""", re.IGNORECASE)
# "For which $S$ does it vanish?": the zero of the derivative that was asked for before
VANISHES = regex(r"""
    \b(?:(?:for|at) (?:which|what)|when|wann|für welche[nrs]?|pour quelle?s?)\b[^.?\x01]{0,30}(?P<first>\x01)?[\s~]*
    (?:does|do|is|are|verschwindet|ist|wird|s'annule)\s+(?:it|this|that|they
      |the (?:gradient|derivative|expression|result)|er|sie|dies\w*)\b
    [^.?\x01]{0,30}?(?:\bvanish\w*|\bzero\b|\bnull\b|\x01|(?=\?))
""", re.IGNORECASE)
# before a derivative whose zero is asked, "the point where the gradient", and behind it, "vanishes"
WHERE_IT = regex(r"""
    \b(?:points?|places?|values?|where|stellen?|punkte?|points?|valeurs?|puntos?|\x01)[\s~]*,?\s+
    (?:where|(?:at|for|in) which|such that|où|(?:pour|en) (?:lequel|laquelle|lesquels)|an (?:der|dem|denen)
      |für (?:das|die|den|welche[sn]?)|donde|en (?:el|los) que)\s+
    (?:the|its|this|le|la|son|der|die|das|ihr|el|su)\s+$
""", re.IGNORECASE)
ZERO_THERE = regex(rf"""
    [\s~]*(?:\x01[\s~]*)?(?:of (?:the \w+|\x01)[\s~]+)?(?:(?:is|are|becomes?|equals?|ist|est|es)\s+)?(?:equal to\s+)?
      (?:{ZERO}|0)(?!\w)
""", re.IGNORECASE)
# behind an optimisation problem: words that lead to its condition
CONDITION_BEHIND = regex(r"""
    [\s~,]*(?:where[\s~]+)?(?:subject[\s~]+to|such[\s~]+that|s\.\s?t\.|under[\s~]+the[\s~]+constraints?
      |with[\s~]+the[\s~]+constraint|sous[\s~]+(?:la|les)[\s~]+contraintes?|unter[\s~]+der[\s~]+nebenbedingung
      |sujeto[\s~]+a)
    (?:[\s~]|\\\\(?=\s))*
""", re.IGNORECASE)
# "Solve it.", "solve this problem", "solve \\eqref{eq:dual}" of an optimisation problem that is stated before
SOLVE_IT = regex(r"""
    \b(?:solve|lös(?:en|e|t)?(?:\s+sie)?|résou\w+|resuelv[ae]|resolver|risolv\w+|решит[еь])(?:-l[ae])?[\s~]+(?:
        (?P<it>it|this|es|dies|la|lo)\b(?![\s~]+(?:\w+[\s~]+)?equations?)
        |(?:the|this|that|these|le|ce|das|dieses?|el|este|il|questo)[\s~]+(?:[\w-]+[\s~]+){0,3}
         (?P<problem>problems?|programs?|optimi[sz]ation|problème|programme|problema|optimierungsproblem|\w*problem|dual
           |primal)\b
        |(?P<label>(?:(?:the[\s~]+)?(?:problem|program|equation|eq\.)[\s~]+)?(?=\(?\\(?:eq|c|C|auto)?ref\s*\{))
    )
    |\b(?:find|determine|derive|compute|give|state)[\s~]+the[\s~]+(?:optimal[\s~]+)?solutions?
      (?=[\s~]*(?:[.!]|in[\s~]+closed|$))
""", re.IGNORECASE)
# "Deduce the estimator of $\\mu$" behind the derivative of a likelihood
ESTIMATOR = re.compile(r"\b(?:estimat(?:or|e)|schätzer|estimateur|estimador)\s+(?:\x01\s+)?(?:of|for|für|von|de|"
                       r"para)\s+(?=\x01)", re.IGNORECASE)
SOLVE = re.compile(r"\b(?:solve|löse[nt]?|lösen|résou\w+|resuelv[ae]|resolver|risolv\w+|решит[еь])\b", re.IGNORECASE)
ZERO_OF = regex(r"""
    (?:\b(?:for|at) (?:which|what)\b[^.?]{0,60}\bis|\bfür welche[nrs]?\b[^.?]{0,60}\bist
      |\x01[^.;]{0,60}\b(?:that|which) (?:solves?|satisf(?:y|ies)))
    [\s~]*$
""", re.IGNORECASE)
SET_IT_TO_ZERO = re.compile(r"\bset(?:ting)?\s+(?:it|this|them|these|the "
                            r"(?:result|expression|derivative|gradient)s?)\s+(?:equal "
                            r")?to\s+(?:zero|0|\x01)[^.;]{0,40}?\bsolve\b", re.IGNORECASE)
SOLVE_FOR = regex(r"""
    \b(?:
        lösen sie (?:die gleichung )?nach|résou(?:dre|dez)[^.;\x01]{0,20} en|despej(?:e|ar)
        |solve\s+(?:this |it |the (?:resulting )?equations? )?for(?:\s+the)?(?:\s+optimal)?
    )\s+(?P<first>\x01)
""", re.IGNORECASE)
CONSTRAINED = regex(r"""
    \b(?:
        on the (?:unit )?(?:circle|sphere|ellipse|ellipsoid|line|curve|surface|plane|hyperbola|parabola|constraint)
          (?:\s+(?:given|defined|described) by)?(?=\s*\x01)
        |subject to|under (?:the|a) (?:linear )?(?:constraint|restriction)s?(?: that)?|with the restriction|such that(?!\s+(?:the \w+ )?\x01\s+(?:is|becomes)\b)|s\.\s?t\.
        |with the constraint
        |among (?:all )?(?:(?:the |unit |probability )?(?:vectors?|points?|distributions?|matrices|numbers?|choices)
          (?: of)?\s+)?\x01\s*
          (?:with|satisfying|that satisfy|which satisfy|for which|such that)
        |given that|sous (?:la|les) contraintes?|unter der nebenbedingung|sujeto a
    )
    |约束|满足
""", re.IGNORECASE)
_EQUATIONS = "solves?|solutions?|systems?|equations?|système|sistema"
# before an equation behind what is to be least: it is spoken of, and no condition on the unknowns
NO_CONDITION = regex(rf"""
    \b(?:
        {_EQUATIONS}|solving|since|because|although|if|then|so|hence|thus|i\.e|that is|is|are|équation
        |gleichung(?:en|ssystem)?|ecuación|equazione
        |weil|falls
    )\b[^.\x01]*$
""", re.IGNORECASE)
# before an equation in front of a question for what is least: the unknowns have to satisfy it
IMPOSED = regex(r"""
    \b(?:
        suppose|assume|given|let|with|where|under|such that|must|should|satisf(?:y|ies|ying)|constrain\w+|restrict\w+
        |budget|requires?|fixed|has|have|having
        |volume|area|perimeter|circumference|surface|total|sum|length|capacity|norm(?:ali[sz]\w+)?|unit
        |supposons|soit|soient|avec|tel(?:le)?s? que|vérifi\w+|contraintes?|sei(?:en)?|mit|gelte|erfüll\w+
        |nebenbedingung|umfang|sea|sean|con|tal(?:es)? que|cumpl\w+|restricción|sia|siano|tali? che
    )\b
    |设|满足|约束
""", re.IGNORECASE)
# but here it is one of a model, or of something else that is spoken of
SPOKEN_OF = regex(rf"""
    \b(?:
        {_EQUATIONS}|recall|remember|note|known?|identity|fact|formula|model\w*|data|observ\w+|hyperplanes?|margin
        |boundary|example|e\.g|noise|rappel\w*|modèle
        |modell|gleichung\w*
    )\b
""", re.IGNORECASE)
VALUE_OF = regex(rf"""
    (?:
        \b(?:
            the|of|which|what|all|optimal|best|unique|find|determine|obtain|derive|compute|values?|vectors?|matrix
            |matrices|points?|parameters?
            |weights?|coefficients?|estimator|le|la|vecteur|valeur|den|die|das|vektor|wert|el|valor(?: de)?|punto
        )\s+
    )(?P<unknown>\x01)[\s~]*+(?:\([^()]*\)\s*+)?,?\s*
      (?:that|which|for which|to|minimi[sz]ing|maximi[sz]ing|minimi[sz]es|maximi[sz]es|so that|qui|que|das|die|der
        |welche[rs]?|che)
      (?=\s*(?:(?:jointly|globally|best|\w+ly)\s+)?(?:\x01|minimi|maximi|solve|attain|achiev|is|are|le|la|den|das|die
        |ist))
    |(?P<extreme>\x01)[\s~]*+,?\s*+(?:that|which|to|qui|que|che|das|der|die|welche[rs]?)\s+
      (?:(?:jointly|globally|\w+ly)\s+)?
      (?=minimi|maximi|(?:\x01[\s~]*)?(?:minimiert|maximiert))
    |(?P<such>\x01)[\s~]*+,?\s*such that\s+(?:the \w+ )?\x01\s+(?:is|becomes|attains its|takes its|reaches its
      |has its)\s+(?:\w+ly )?(?=minim|maxim)
    |\b(?:{FOR_WHICH})\s+(?:(?:values?|choices?|vectors?|points?|valeurs?|werte?n?|valor(?:es)?|valor[ei]|vektor(?:en)?
      |waarden?) (?:of |de |di |von |van )?)?
      (?P<asked>\x01)\s*+(?:is|does|do|are|wird|ist|nimmt|est|atteint|se|es|é|è|toma|alcanza|la|le|l'|el|il|o|a|de|het
        |die|der|das)(?!\w)
      (?!(?<=\bis)\s+(?:\w+ly\s+)?(?:{LEAST}|{ZERO})(?!\w))
    |当[\s~]*(?P<when>\x01)[\s~]*[为取]何值|使(?:得)?[^\x01。]{{0,8}}\x01[^\x01。]{{0,6}}最[小大]的\s*(?P<sought>\x01)
""", re.IGNORECASE)
# what is said to be least: "$f(x)$ is minimized", "$\\|w\\|^2$ becomes minimal"
IS_EXTREME = re.compile(r"\x01[\s~]+(?:is|becomes|wird|ist|est|es)[\s~]+(?:\w+ly[\s~]+)?$", re.IGNORECASE)
# before what somebody minimises: "the ridge estimator $\\hat\\beta$ minimizes", "is the minimizer of"
MINIMISES = regex(r"""
    (?:(?P<who>\x01)[\s~]*(?:(?:be|is|denotes?)[\s~]+(?:(?:the|an?)[\s~]+)?\w+[\s~]+(?:that[\s~]+)?)?)?\b(?P<sense>min
      |max)imi[sz](?:es|ing)[\s~]+
    (?:the[\s~]+)?(?:[\w-]+[\s~]+){0,4}$
""", re.IGNORECASE)
OVER = re.compile(r"[\s~,]*(?:over|with respect to|w\.?r\.?t\.?|in)[\s~]+(?:all[\s~]+)?(?=\x01)", re.IGNORECASE)


def where_zero(asks: list[tuple[int, int, str, str]], plain: str) -> bool:
    """Whether the last verb that asks is a "for which", and what it asks of is zero:
    "For which $x$ is the derivative of $f$ zero?"."""
    return bool(asks) and bool(_FOR_WHICH.match(plain, asks[-1][0]) and _ZERO.search(plain, asks[-1][1]))


_FOR_WHICH = re.compile(FOR_WHICH, re.IGNORECASE)
_ZERO = re.compile(rf"(?<!\w)(?:{ZERO})(?!\w)", re.IGNORECASE)


def value_spot(plain: str) -> int | None:
    """Where the unknown stands that a sentence asks the value of: "the $w$ that minimizes ..."."""
    match = VALUE_OF.search(plain)
    return match.start(match.lastgroup) if match else None


_GAINS = re.compile(r"\b(?:maximi[sz]\w*|profits?|revenues?|utility|rewards?|welfare|likelihoods?|posterior|gewinn\w*|"
                    r"nutzen\w*|erlös\w*|bénéfices?|utilité|beneficios?|utilidad|profitto|lucro)\b|利润|效用|似然|最大化", re.IGNORECASE)
_LOSSES = re.compile(r"\b(?:minimi[sz]\w*|costs?|loss(?:es)?|errors?|risks?|energy|residuals?|least[- ]squares"
                     r"|kosten\w*|verlust\w*|fehler\w*|coûts?|perte|erreurs?|costes?|pérdida|costo|perdita)\b"
                     r"|损失|误差|最小化", re.IGNORECASE)


def best(words: str) -> str:
    """Whether "optimal" means the maximum, by the words before it: of a profit, a utility, a likelihood.

    >>> best("The profit is p(q). Find the optimal quantity"), best("Find the optimal weights")
    ('maximum', 'minimum')
    """
    return "maximum" if _GAINS.search(words) and not _LOSSES.search(words) else "minimum"


def value_joined(plain: str, noun: int) -> bool:
    """Whether "and the step size $t$ that" leads to a noun."""
    spot = value_spot(plain[:noun + 10])
    return spot is not None and bool(_AND_THE.search(plain, 0, spot))


_AND_THE = re.compile(r"\b(?:and|then|und|et|y|e)\b[^.;\x01]{0,40}$", re.IGNORECASE)
# before "minimizing": a method is spoken of and not its result
METHOD = re.compile(r"\b(?:methods?|algorithms?|updates?|iterations?|descent|schemes?|procedures?|verfahren|méthodes?|"
                    r"método)\b[^.\x01]{0,40}$", re.IGNORECASE)
# "find the average cost and the $q$ that minimizes it": it is a quantity that only words name
OF_UNNAMED = regex(r"""
    \b(?:average|mean|marginal|variable|fixed|unit|total|expected|net)[\s~]+(?:[a-z]+[\s~]+)?(?:costs?|revenues?
      |products?|profits?|utility|loss|error|risk)[\s~]+and\b[^.;]*$
""", re.IGNORECASE)
IT = re.compile(r"[\s~]+(?:it|this|that)\b", re.IGNORECASE)
# "the output at which marginal cost is minimal": no function of the text has this name
OF_RATE = re.compile(r"\b(?:average|marginal|unit)[\s~]+(?:[a-z]+[\s~]+)?(?:costs?|revenues?|products?|profits?|utility)\b",
                     re.IGNORECASE)
# the quantity that is to be greatest, which another name than the last may have
_GAIN = re.compile(r"\b(profit|revenue|utility|welfare|surplus)s?\b", re.IGNORECASE)


def gain(plain: str) -> str:
    """The word for what is to be greatest, "" where there is none.

    >>> gain("Find the profit-maximizing quantity"), gain("Maximize the function")
    ('profit', '')
    """
    word = _GAIN.search(plain)
    return word[1].lower() if word else ""
# before the point at which a least value is taken
ATTAINED = re.compile(r"\bis (?:attained|achieved|reached|taken|assumed) (?:at|by|for|when|if)[\s~:]*(?=\x01)", re.IGNORECASE)
EXTREMES = ("minimum", "maximum", "stationary", "extrema")
# behind a derivative: where it is zero is asked too, "... and the $\\beta$ for which it vanishes",
# "... and set it to zero to obtain $\\hat\\beta$"
WHERE_ZERO = regex(r"""
    \b(?:and|then|also|und|et)\b[^.;\x01]{0,40}?(?P<first>\x01)\s*(?:for which|at which|where|für welche[sn]?
      |pour (?:lequel|laquelle))\s+
      (?:it|this|the (?:gradient|derivative)|er|sie|il|elle)\s+
      (?:vanish(?:es)?|is (?:equal to )?(?:zero|0|\x01)|equals? (?:zero|0|\x01)|verschwindet|s'annule)
    |\b(?:and|then|also|und|et)\b[\s~]+set(?:ting)?[\s~]+(?:it|this|them|the (?:result|derivative|gradient))[\s~]+
      (?:equal )?to[\s~]+(?:zero|0|\x01)
      [^.;\x01]{0,60}?\b(?:solve|obtain|find|get|derive|determine)\b[^.;\x01]{0,40}?(?P<solved>\x01)
    |\b(?:and|then)\b[\s~]+(?P<end>set)[\s~]+(?:it|this|them|the (?:result|derivative|gradient))[\s~]+
      (?:equal )?to[\s~]+(?:zero|0|\x01)(?=[\s~]*[.;!])
    |\b(?:and|then)\b[\s~]+solve[\s~]+for[\s~]+(?:the[\s~]+)?(?:[a-z]+[\s~]+){0,2}(?P<unknown>\x01)
""", re.IGNORECASE)
# the estimate of a parameter by its sign: \hat\lambda_{MLE}
ESTIMATE_SIGN = re.compile(r"_\s*\{?\s*(?:\\(?:text|mathrm|rm|textrm|mathit)\s*\{?\s*)?(?:MLE|ML|mle|ml)\s*\}?\s*\}?\s*$")
# of an optimisation problem something else than its solution is asked
ABOUT_PROGRAM = regex(r"""
    \b(?:
        lagrangian?|lagrangefunktion|kkt|karush\S*|dual(?:es|e)?|optimality conditions?|first[- ]order conditions?
        |feasible|feasibility|equivalent
        |reformulat\w+|standard form
    )\b
""", re.IGNORECASE)
SOLVED = re.compile(r"\b(?:solve|solution|minimi[sz]ers?|optimal|optimum|maximi[sz]ers?|löse\w*|lösung|résou\w+|"
                    r"solución)\b", re.IGNORECASE)
