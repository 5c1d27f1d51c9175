"""How homework asks, in several languages, as tables: verbs that ask, verbs that ask to show, names of derivatives."""
from __future__ import annotations

import re

from ...patterns import laid, regex
from .extremes import FOR_WHICH, LEAST, ZERO

ASK = (
    rf"""
        (?:which|what)(?=[^.?]{{0,60}}?\b(?:{LEAST}))|(?:{FOR_WHICH})(?=[^.?]{{0,160}}?\b(?:{ZERO}|{LEAST})(?!\w))
    """,
    r"""
        compute|calculate|find|derive|determine|evaluate|differentiate|obtain|give|state|solve|work out|figure out
        |write (?:down|out)
        |write(?=[^.?\x01]{0,40}?\b(?:updates?|step|rule|iteration|expansion|approximation|polynomial)\b)
        |write(?=[^.?]{0,80}?\b(?:in (?:closed|matrix|vector|index) (?:form|notation)
          |as an? (?:\w+ )?(?:matrix|vector)\b|explicitly|in terms of))
        |how (?:does|do|would)(?=[^.?]{0,80}?\blooks?\b)|what(?:'s| is| are| would be)|minimi[sz]e|maximi[sz]e|simplify
        |set(?= (?:
            (?:the|its|this|these|their|all)\b[^.?]{0,80}?\b(?:derivatives?|gradients?)\b
            |(?:it|this|them|the \w+) (?:equal )?to\b
            |\x01[^.?]{0,300}?\bsolve\b
        ))
        |lineari[sz]e(?=[\s~]+(?:(?:the|this|a)[\s~]+(?:\w+[\s~]+)?)?\x01)|expand(?=[^.?]{0,120}\btaylor\b)
        |contract|express|deduce(?! that)|provide|perform|get|take (?:the )?(?:\w+ )?(?:derivative|gradient|hessian
          |jacobian)s?|take(?=[\s~]+\x01[^.?]{0,160}?\bset\b)|how much is
        |work through|carry out|in (?:which|what) direction
        |(?:apply|run|do|take|use|make)(?=[\s~]+(?:[a-z]+[\s~]+){0,2}(?:one|an?|single|two|three|\d|\x01)[\s~]+
          (?:[\w'’-]+[\s~]+){0,4}(?:steps?|iterations?|updates?)\b)
        |use(?=[\s~]+(?:the|its)[\s~]+(?:second derivative|hessian)\b[^.?]{0,80}?\bto\b)
    """,
    r"""
        calcul(?:er|ez|ons)|détermin(?:er|ez)|trouv(?:er|ez)|dériv(?:er|ez)|donn(?:er|ez)|exprim(?:er|ez)|évalu(?:er|ez)
        |explicit(?:er|ez)
        |minimis(?:er|ez)|maximis(?:er|ez)|quel(?:le)?s? (?:est|sont)|que vaut|résou(?:dre|dez)|en déduire
        |différen[ct]i(?:er|ez)|simplifi(?:er|ez)|effectu(?:er|ez)(?=[^.?]{0,40}\b(?:étape|itération|pas)s?\b)
        |préciser|annul(?:er|ez)
    """,
    r"""
        berechnen?|bestimmen?|finden?|ermitteln?|ermittle|differenzieren?|gesucht (?:ist|sind)|geben sie|gib|was ist
        |wie lautet|lösen?|minimieren?
        |maximieren?|führen sie(?=[^.?]{0,160}\bdurch\b)|leiten? sie|leiten?|vereinfachen?|bilden?
        |setzen?(?= (?:sie )?(?:die|den|das|diese)\b[^.?]{0,80}?(?:gleich|auf|zu) )
    """,
    r"""
        calcul[ae]r?|hall(?:e|ar|a)|determin(?:e|ar|a)|encuentr[ea]|encontr(?:ar|e)|deriv(?:e|ar|a)|obten(?:er|ga|ha)
        |ach(?:e|ar)(?= )|deduza
        |resuelv[ae]|minimi[cz](?:e|ar|a)|minimizar|cu[aá]l es|qual é
    """,
    r"bereken|bepaal|vind|geef|differentieer|minimaliseer|maximaliseer|vereenvoudig|leid(?=[^.?]{0,80}?\baf\b)",
    r"calcol(?:are|a|ate|i)|trov(?:are|a|ate|i)|determin(?:are|a|ate|i)|deriv(?:are|a|ate|i)|qual "
    r"è|(?:minim|massim)izz(?:are|a|ate|i)",
    r"найти|найдите|вычислить|вычислите|определить|определите|выведите|вывести|продифференцируйте|минимизируйте|чему равн\w+",
    r"(?<![要需])求(?!和)|计算|推导|给出|写出|最小化|最大化|化简|求导|是什么|是多少|[为取]何值时?|計算せよ|求めよ",
)
SHOW = (
    r"show|prove|verify|justify|deduce that|conclude that|check|confirm|demonstrate|establish|argue|convince yourself",
    r"montr(?:er|ez|ons)|démontr(?:er|ez)|prouv(?:er|ez)|vérifi(?:er|ez)|établ(?:ir|issez)|justifi(?:er|ez) que",
    r"zeigen?|beweisen?|weisen? sie nach|verifizieren?|überprüfen?|prüfen?",
    r"""
        demuestr[ea]|demostrar|muestr[ea]|mostr(?:ar|e)|prueb[ea]|verifi(?:que|car)|dimostr(?:are|a|ate|i)
        |verific(?:are|a|hi)|mostr(?:are|i)
        |demonstr(?:e|ar)|prov(?:e|are|i|ar) (?:que|che)|bewijs|toon aan|laat zien|verifieer
    """,
    r"докаж\w+|доказать|покаж\w+|показать|проверьте",
    r"证明|证：|验证|试证|说明(?![^。]{0,30}(?:作用|含义|意义|原因|区别))|示せ",
)

# what stands directly before a verb and takes its question back: "we compute", "used to find", "do not compute"

EQUALS = regex(r"""
    \s*[,:]?\s*(?:
        is (?:equal to|given by|simply|just)|is|are|equals?|vaut|est(?: égale?s? à| donnée? par)?
        |ist(?: gleich| gegeben durch)?|es(?: igual a)?
        |è(?: uguale a| pari a)?|равн\w+|等于|为|是
    )\s*:?\s*(?=\x01)
""", re.IGNORECASE)

# behind a noun of which a value is claimed: "show that the gradient (with respect to $w$) is $...$",
# "dass der Gradient $...$ ist"
CLAIMED = regex(r"""
    (?:[\s~]*(?:with respect to|w\.?\s?r\.?\s?t\.?|bezüglich|nach|par rapport à|con respecto a|关于)[\s~]*\x01)?
    (?:[\s~]*,?[\s~]*(?:is (?:equal to|given by|simply|just)|is|are|equals?|vaut|est(?: égale?s? à| donnée? par)?
      |ist(?: gleich| gegeben durch)?|es(?: igual a)?
        |è(?: uguale a)?|равн\w+|等于|为|是)[\s~]*:?[\s~]*(?=\x01)
     |[\s~]+(?:durch[\s~]+)?(?=\x01[\s~]*(?:ist|beträgt|lautet|gegeben[\s~]+ist)\b))
""", re.IGNORECASE)
# a value that is claimed in words, "is the softmax of $x$ minus $y$", and the property
# of a Hessian that shows in what it is
CLAIM_IN_WORDS = regex(r"""
    [^.;?]{0,60}?\b(?:is|are|equals?|can be written as|reduces to)\b[^.;?]{0,60}?\b(?:
        softmax|sigmoid|logistic|tanh|hyperbolic|identity|inverse|transpose|sum|difference|product|projection|residuals?
        |error|minus|plus|times|itself|twice|half|negative
        |indicator|sign|diagonal|outer|prediction|predicted|mean|average
        |(?:positive|negative)[-\s~]+(?:semi-?[\s~]?)?definite|p\.?s\.?d\b\.?|constant|rank[-\s~]one
    )\b
""", re.IGNORECASE)

# names of what is asked; the first row that matches at a place wins
NOUNS: tuple[tuple[str, str], ...] = (
    ("newton", r"""
        newton(?:['’]s)?(?:[-–]+raphson)?(?: method)?(?:['’]s)? (?:update|step|iteration|direction)s?
          (?: (?:rule|equation|formula))?
        |(?:update|iteration|step)s?(?: (?:rule|equation|step|formula))? (?:of|for|in) (?:the )?newton(?:['’]s)?
          (?:[-–]+raphson)?(?: method)?
        |newton-?schritt\w*|(?:itération|pas|étape) de (?:la méthode de )?newton|paso de newton
        |牛顿(?:迭代)?法?的?(?:更新|迭代)(?:公式|步骤|规则|式)
    """),
    ("ascent", r"""
        gradient[- ]ascent (?:update|step|iteration|rule)s?(?: (?:rule|equation|step|formula))?
        |(?:update|iteration)(?: (?:rule|equation|step|formula))? (?:of|for|in) gradient[- ]ascent
        |梯度上升法?的?(?:更新|迭代)(?:公式|步骤|规则|式)
    """),
    ("descent", r"""
        (?:weight |parameter )?update (?:rule|equation|formula)s?(?=[^.?]{0,80}\b(?:learning rate|step[- ]?size))
        |(?:batch |stochastic |full |steepest[- ]descent |the )*(?:gradient|steepest)[- ]descent (?:update|step
          |iteration|rule)s?
          (?: (?:rule|equation|step|formula))?
        |(?:sgd|gd) (?:update|step)s?(?: rule)?
        |(?:update|iteration|step)s?(?: (?:rule|equation|step|formula))? (?:of|for|in|used by) (?:the )?
          (?:batch |stochastic |full |vanilla |plain )?
          (?:gradient[- ]descent|sgd|steepest descent)(?: algorithm| method)?
        |gradientenabstiegs?-?(?:schritt|regel|update)\w*|schritte? (?:des|im) gradienten(?:abstiegs?)?(?:verfahrens?)?
        |梯度下降法?(?:迭代|更新|进行)(?:一|两|1|2)[步次]
        |(?:update|aktualisierungs?)-?(?:regel|schritt)s? (?:des|für den|im) gradientenabstiegs?(?:verfahrens)?
        |(?:mise à jour|itération|étape|pas) de (?:la )?descente (?:de|du) gradient
        |(?:actualización|paso|iteración|regla) del? descenso (?:de|del|por) gradiente
        |(?:passo|aggiornamento) (?:di|della) discesa del gradiente
        |(?:шаг\w*|обновлени\w+) градиентного спуска|(?:随机)?梯度下降法?的?(?:更新|迭代)(?:公式|步骤|规则|式)
    """),
    ("quadratic", r"""
        (?:second[- ]order|2nd[- ]order|quadratic) (?:
            taylor(?:['’]s)?[- ]?(?:series )?(?:expansions?|approximations?|polynomials?|series)
            |(?:expansions?|approximations?)
        )
        |taylor[- ](?:expansions?|approximations?|polynomials?|series)(?: up)? (?:to|of) (?:the )?
          (?:second (?:order|degree)|(?:order|degree) (?:two|2))
        |taylor-?(?:entwicklung|polynom|approximation|reihe) (?:zweiter ordnung|zweiten grades|2\. ordnung)
        |quadratische (?:taylor-?)?(?:näherung|approximation)|développement (?:limité|de taylor) (?:à l'ordre
          |d'ordre) (?:deux|2)
        |(?:desarrollo|polinomio|aproximación) de taylor de (?:segundo orden|orden (?:dos|2)|grado (?:dos|2))
        |sviluppo di taylor (?:al|del) secondo ordine|二阶泰勒(?:展开式?|多项式|近似)
    """),
    ("linear", r"""
        lineari[sz]e(?=[\s~]+(?:(?:the|this|a)[\s~]+(?:\w+[\s~]+)?)?\x01)|linearisieren?(?=[^.;]{0,20}\x01)
        |linéaris(?:er|ez)(?=[^.;]{0,20}\x01)
        |(?:first[- ]order|1st[- ]order|linear) (?:taylor(?:['’]s)?[- ]?(?:series )?)(?:expansions?|approximations?
          |polynomials?|series)
        |(?:first[- ]order|linear) approximations?|lineari[sz]ations?
        |taylor[- ](?:expansions?|approximations?|polynomials?|series)(?: up)? (?:to|of) (?:the )?
          (?:first (?:order|degree)|(?:order|degree) (?:one|1))
        |taylor-?(?:entwicklung|polynom|approximation) (?:erster ordnung|ersten grades)|linearisierung
        |développement (?:limité|de taylor) (?:à l'ordre|d'ordre) (?:un|1)
        |(?:desarrollo|polinomio|aproximación) de taylor de (?:primer orden|orden (?:uno|1))|linéarisation
        |(?<!slope of the )(?<!slope of a )(?:equations? (?:of|for) (?:the|a) )?tangent(?:[- ]line| plane)s?
          (?= (?:to|of|for|at)\b)|tangentengleichung
        |(?:équation (?:de la tangente|du plan tangent))|plan tangent(?=\s+(?:au|à|de|en)\b)|tangentialebene
        |tangentenebene|piano tangente|plano tangente|切平面|касательн\w+ плоскост\w+|ecuación de la (?:recta )?tangente
        |equazione della (?:retta )?tangente|一阶泰勒(?:展开式?|多项式|近似)
    """),
    ("cubic", r"""
        (?:third[- ]order|3rd[- ]order|cubic) taylor(?:['’]s)?[- ]?(?:series )?(?:expansions?|approximations?
          |polynomials?|series)
        |taylor(?:['’]s)?[- ](?:expansions?|approximations?|polynomials?|series)(?: up)? (?:to|of) (?:the )?
          (?:third (?:order|degree)|(?:order|degree) (?:three|3))
        |taylor-?(?:entwicklung|polynom|approximation|reihe) (?:dritter ordnung|dritten grades|3\. ordnung)
        |développement (?:limité|de taylor) (?:à l'ordre|d'ordre) (?:trois|3)
        |(?:desarrollo|polinomio) de taylor de (?:tercer orden|orden (?:tres|3)|grado (?:tres|3))|三阶泰勒(?:展开式?|多项式|近似)
    """),
    ("expansion", r"""
        taylor(?:['’]s)?[- ]?(?:series )?(?:expansions?|approximations?|polynomials?|series|entwicklung|polynom)
        |(?:series )?expansion(?= (?:of|around|about|at|up to)\b)
        |développement (?:limité|de taylor)|(?:desarrollo|polinomio) de taylor|(?:polinomio|sviluppo) di taylor
        |泰勒(?:展开式?|多项式)
    """),
    ("steepest", r"""
        (?:directions? of |path of )?(?:steepest|fastest|greatest|maximum|most rapid|quickest)[- ](?:descent|ascent
          |decrease|increase)(?: directions?)?(?! (?:algorithm|method|step|update|iteration))
        |(?<=direction )[^.?]{0,60}?\b(?:increas|decreas|ris|fall|grow)(?:es?|ing)[\s~]+(?:the[\s~]+)?(?:fastest
          |most (?:rapidly|quickly|steeply)|(?:most|more) steeply|at the (?:greatest|fastest) rate)
        |richtung des steilsten (?:abstiegs|anstiegs)|direction de (?:la )?plus (?:forte|grande) (?:pente|descente
          |croissance|décroissance)|dirección de máxim[oa] (?:descenso|crecimiento|decrecimiento|ascenso)
        |最速下降方向|最速上升方向|(?:下降|上升|增长)最快的方向
    """),
    ("directional", r"""
        directional derivatives?|richtungsableitung(?:en)?|dérivées? directionnelles?|derivadas? direccional(?:es)?
        |derivat[ae] direzional[ei]|derivadas? direcion(?:al|ais)
        |(?:instantaneous )?rates? of change(?=[^.?;]{0,160}\b(?:in|along)[\s~]+(?:the[\s~]+)?(?:direction|vector))|方向导数
    """),
    ("differential", r"""
        (?:total |exact |first )?differentials?(?=[\s~]+(?:of|at|for)\b|[\s~]*[\x01.,;?:)]|[\s~]*$)
        |(?<!équation )(?<!équations )(?:la |sa |leur )?différentielles?(?=[\s~]+(?:de|du|des|en|au)\b
          |[\s~]*[\x01.,;?:)]|[\s~]*$)|(?:totale[sn]? |vollständige[sn]? )?differential(?=[\s~]+(?:von|der|des|an)\b)
        |(?:el |la )?diferencial(?=[\s~]+de\b)|(?:il )?differenziale(?=[\s~]+d[ie]\b)
        |(?:полн\w+ )?дифференциал(?=[\s~]*(?:функции|\x01))|全微分
    """),
    ("hessian", r"""
        hessian(?:s| matri\w+|[\s~]*矩阵)?|hesse-?\s?matri\w+|(?:matrice )?hessienne|hessian[ao]|海(?:森|塞|赛)(?:矩阵)?|黑塞矩阵|гессиан\w*
        |matrix of second (?:partial )?derivatives
    """),
    ("second", r"""
        second(?:-order)?(?: partial)? derivatives?|dérivées? (?:partielles? )?secondes?|(?<=premières et )secondes
        |zweiten? ableitung|segunda derivada|derivata seconda|二阶(?:偏)?导数?
        |втор\w+ производн\w+|acceleration|beschleunigung|accélération|aceleración
    """),
    ("jacobian", r"jacobians?(?: determinants?)?(?: matri\w+)?|jacobi-?\s?matri\w+|(?:matrice "
     r")?jacobienne|jacobian[ao]|雅可比(?:矩阵)?|якобиан\w*"),
    ("gradient", r"""
        gradiënt|(?:sub-?)?gradient(?:s|en|es|e|i)?(?! (?:descent|ascent|method|step|flow|boosting|check|clipping|update
          |based|norm))(?: vectors?)?
        |gradiente|градиент\w*|梯度
    """),
    ("derivative", r"""
        (?<!directional )(?<!functional )(?<!variational )(?<!fréchet )(?<!covariant )(?<!material )(?<!weak )
          (?:partial |matrix |total |first |first-order )?derivatives?
        |first(?= and second)|一阶(?=[和与、]二阶)|dérivées?(?: partielles?)?(?! directionnelle)|ableitung(?:en)?
        |(?:partiële )?afgeleiden?
        |derivadas?(?: parcia(?:l|les|is))?|derivat[ae](?: parzial[ei])?|(?:частн\w+ )?производн\w+|differentiate
        |dériv(?:er|ez)
        |différen[ct]i(?:er|ez)|leiten?\b[^.]{0,60}?\bab|differenzieren?|differentieer|derivare?(?=[^.;]{0,40}\x01)
        |derivi(?=[^.;]{0,40}\x01)
        |marginal (?:costs?|revenues?|profits?)(?= (?:functions?|at|of|when|for)\b|[\s~]*[.,?])|grenzkosten|coût marginal|costo marginal
        |velocity|geschwindigkeit|vitesse|velocidad|(?<!方向)偏?导数|求导|微分|slopes?(?= of (?:(?:the|a|its|this)\b|\x01))
        |(?:instantaneous )?rates? of change|steigung(?= (?:der|des|von))|pente(?= de)
        |pendiente(?= de)|pendenza(?= de)|änderungsrate|taux de variation|tasa de (?:cambio|variación)
        |tasso di variazione
        |deriv(?:e|ar|a|are|ate)(?=
            [\s~]+(?:(?:the|la|il|el|function|expression|función|expresión|funzione)\s+){0,2}\x01\s*
            (?:with respect to|w\.?\s?r\.?\s?t\b|(?:con )?respecto|rispetto|em relação|com respeito)
        )
    """),
    ("stationary", r"""
        (?:stationary|critical) points?|points? (?:critiques?|stationnaires?)|(?:kritische|stationäre)[nr]? (?:punkte?n?
          |stellen?)
        |p(?:u|o)ntos? (?:críticos?|estacion[aá]rios?)|punt[oi] (?:critic[oi]|stazionari[oi]?)
        |(?:критическ|стационарн)\w+ точ\w+|驻点|临界点
    """),
    ("extrema", r"""
        (?:local |relative |global |absolute |lokale[nrs]? |relative[nrs]? )*
          (?:extrem(?:a|um|e (?:values?|points?))|extremwerte?n?|extremstellen?
            |extremos?(?: (?:relativos?|locales?|absolutos?))?|estremi|extremums?)
        |экстремум\w*|极值点?
        |(?:local |relative |absolute |global )?max(?:ima|imums?)(?: values?)? (?:and|or|et|und|y) (?:the )?
          (?:local |relative |absolute |global )?m
          in(?:ima|imums?)(?: values?)?
        |(?:local |relative |absolute |global )?min(?:ima|imums?)(?: values?)? (?:and|or|et|und|y) (?:the )?
          (?:local |relative |absolute |global )?m
          ax(?:ima|imums?)(?: values?)?
    """),
    ("minimum", r"""
        (?:smallest|lowest|least)(?=[\s~]*[?.])|minimal(?:e[nrs]?)?|minimi[sz](?:er|ers|e|es|ed|ing)|minimum|minimiseur
        |minimis(?:er|ez)|argmin
        |(?:ols|gls|wls|ridge|tikhonov|regularized|regularised|optimal) (?:estimators?|estimates?)
        |normal equations?(?! \(|s? to | hold)
        |optimal (?:solution|value|point|parameters?|weights?)|optimal(?=[\s~]+(?:[a-z]+[\s~]+)?\x01)
        |(?<=its )solutions?
        |(?<=the )solutions?(?= (?:of|to) (?:this|the|that) (?:problem|program|optimi[sz]ation))
        |least[- ]squares (?:estimator|solution|estimate)|kleinste-quadrate-(?:schätz\w+|lösung)|最小二乘(?:解|估计)
        |closed[- ]forms?(?: (?:solution|expression)s?|(?= (?:of|for)\b))|minimierer|minimier(?:en?|t)|m[ií]nim[oa]s?
        |minimizador|minimi[cz](?:e|a|ar)
        |minimizzare|minimizza|точк\w+ минимума|минимум\w*|минимизир\w+|最小化|最小的|最小值点?|极小值点?|最优解|闭式解
    """),
    ("maximum", r"""
        (?:largest|greatest|highest)(?=[\s~]*[?.])|mle\b|(?:maximum[- ]likelihood|ml)[- ](?:estimat\w+|solution
          |schätz(?:er|ung)\w*)
        |estimateur du maximum de vraisemblance|estimador de máxima verosimilitud|maximal(?:e[nrs]?)?
        |maximi[sz](?:er|ers|e|es|ed|ing)|maximum
        |m[aá]xim[oa]s?|massim[oa]|maximis(?:er|ez)|argmax|(?:极大|最大)似然(?:估计量?)?|最大化|最大的|最大值点?|maximier(?:en?|t)
    """),
)
_ANY_NOUN = "|".join(laid(row) for _, row in NOUNS)
WRT = regex(r"""
    (?:
        with respect to|w\.?\s?r\.?\s?t\.?|with regard to|par rapport (?:à|au|aux)|nach|naar|bezüglich
        |variables?(?:\s+is\b)?:?(?=[\s~]+\x01)
        |(?:con respecto|com respeito|respecto) (?:a|de|al|à|ao)|em relação (?:a|à|ao)|rispetto ad?|в отношении|по|over
        |as a function of|(?<=following )(?:scalar |real |real-valued |matrix )?(?:functions?|expressions?) of|关于|对于?
    )(?:
        \s+(?:the|each|all|its|le|la|der|dem|den)?\s*(?:[A-Za-zÀ-ÿ]+\s+){0,3}?
        (?:(?:of|in|to|for|from)\s+(?:the|our|this|each)\s+(?:[A-Za-zÀ-ÿ-]+\s+){0,3}?)?
    )?(?:
        (?<=\s)(?:[A-Za-zÀ-ÿ]+)?[\s~]*
        (?:[,(]?[\s~]*(?:i\.\s?e\.|namely|that is|denoted(?: by)?|written|called)[\s~,\\]*
          |[,(][\s~]*(?=\x01[\s~]*(?:[.,;:)?]|\Z|and\b)))
    )?(?:[\s~]|\\ )*+(?:\(?[a-z]{1,3}\)[\s~]*+)?(?P<first>\x01)(?P<more>
        (?:
            [\s~]*+(?:[,;]\s*+)?(?:,|;|and|et|und|y|e|和|及|、)[\s~]*+(?:(?:to|à|au|nach|a|al)\s++)?
              (?:\(?[a-z]{1,3}\)[\s~]*+)?\x01
            (?![\s~]*(?:with respect|w\.?\s?r\.?\s?t\b|par rapport|respecto|rispetto|nach\b))
        )*
    )
""", re.IGNORECASE)
OF = regex(r"""
    \s*(?:matri\w+|vectors?)?\s*(?:with respect to \x01|w\.?r\.?t\.?~? \x01
      |(?:in|on|over|sur|auf|en|su) \x01)?\s*[,:]?\s*
    (?:of|for|für|de|du|des|von|der|di|del|della|от)\b(?P<words>[^.\x01]{0,60}?)(?P<what>\x01
      |\(?\\(?:eq|c|C|auto)?ref\s*\{(?P<label>[^{}]*)\})
""", re.IGNORECASE)
# a formula that is named by its label or its printed number right behind: "differentiate \\eqref{eq:loss}",
# "the gradient of equation (1.4)"
_NUMBERED = regex(r"""
    [\s~]*(?:(?:of|de|du|von|der|di|del)\b[\s~]*)?(?:(?:the|la|die|der)\s+)?
    (?:(?:expression|function|equation|formula|loss|objective|cost|error|eq\.|fonction|funktion|gleichung
      |équation)[\s~]+)?
    (?:\(?\\(?:eq|c|C|auto)?ref\s*\{(?P<label>[^{}]*)\}|(?P<number>\((?:\d+\.)*\d+\))(?![\s~]*\x01))
""", re.IGNORECASE)


def label_behind(plain: str, at: int) -> str | None:
    """The label, or the number in brackets, of the formula that the words behind a noun name."""
    of, direct = OF.match(plain, at), _NUMBERED.match(plain, at)
    return of["label"] if of and of["label"] else direct["label"] or direct["number"] if direct else None


# words in the place of the letter: "with respect to the weights"
WRT_WORDS = regex(r"""
    (?:
        with respect to|w\.?\s?r\.?\s?t\.?|with regard to|par rapport (?:à|au|aux)|bezüglich|respecto (?:a|de|al)
        |em relação (?:a|à|ao)|rispetto ad?
        |naar
    )[\s~]+(?P<words>[^\W\d_][^.,;:?()\x01]*)
""", re.IGNORECASE)
# all letters of parameters at once: "with respect to all parameters", "for the weights and biases"
ALL_PARAMETERS = regex(r"""
    (?:with respect to|w\.?\s?r\.?\s?t\.?|for|par rapport à|bezüglich|nach|für|respecto a|rispetto a|关于|对于?)[\s~\\]*
    (?:(?:all|each|every|any|of|the|its|our|these|network|model|learnable|trainable|free|unknown|individual|tous|les
      |chacun|des|aller?|allen|alle|der|den|todos|los|tutti|i|所有|全部|各个)[\s~]*){0,6}
    (?:parameters?|weights?[\s~]+and[\s~]+bias(?:es)?|weights|parametern?|gewichte[n]?|paramètres|parámetros|parametri
      |参数)(?!\w)(?![\s~]*\x01)
    |(?:所有|各|全部)参数
""", re.IGNORECASE)
# around "derivative": by time, as what it is taken of moves
IN_TIME = re.compile(r"\b(?:time[\s~-]|temporal )$", re.IGNORECASE)
ALONG = regex(r"""
    \balong[\s~]+(?:(?:the|its|all|any|every|these)[\s~]+)?(?:system[\s~]+)?(?:trajector(?:y|ies)|solutions?|flows?
      |motions?|orbits?)\b
    |\bentlang[\s~]+(?:der|einer|von)[\s~]+(?:lösung|trajektorie)|\ble[\s~]+long[\s~]+des[\s~]+(?:trajectoires
      |solutions)|\ba lo largo de las (?:trayectorias|soluciones)
    |вдоль (?:траекторий|решений)|沿[^。]{0,12}(?:轨迹|轨线|解)
""", re.IGNORECASE)
# of motion: what these are the derivatives of
OF_MOTION = re.compile(r"velocity|geschwindigkeit|vitesse|velocidad|acceleration|beschleunigung|accélération|"
                       r"aceleración", re.IGNORECASE)
POSITION = re.compile(r"\b(?:positions?|displacement|height|distance|location|trajectory|moves?|ort|weg|höhe|abscisse|"
                      r"posición|hauteur|mouvement)\b", re.IGNORECASE)
BY_SETTING = re.compile(r"\b(?:by|setting|using|via|from)\b", re.IGNORECASE)
# "if $A$ is symmetric": what holds for the answer alone
PREMISE = regex(r"""
    (?<!\bdetermine )(?<!\bcheck )(?<!\bdecide )(?<!\bsee )(?<!\bverify )(?<!\bknow )
    (?:\b(?:if|when|whenever|provided(?: that)?|assuming(?: that)?|si|wenn|falls|lorsque|quand|se)\b|若|如果|当)[\s~]*
      (?P<said>[^.?;,，。]*?)[\s~]*
    (?=[.?;,，。]|\b(?:then|alors|dann|so|entonces|allora|show|prove|find|compute)\b|则|时|$)
""", re.IGNORECASE)
SATISFIES = re.compile(r"\b(?:satisf(?:y|ies)|obeys?|fulfil+s?|has|we have|erfüllt|vérifie|cumple|gilt|满足)\s*:?\s*$",
                       re.IGNORECASE)
SAMPLE_VALUE = regex(r"""
    \s*(?:is|are|equals?|est|ist|es)\s+(?:given by\s+)?(?:the|la|das|der|el)\s+(?:sample|empirical|arithmetic|weighted
      |moyenne|arithmetische)\b
    [^.\x01]{0,40}
""", re.IGNORECASE)
PRONOUN = regex(r"""
    \b(?:
        its|their|this|these|that|the above|it|sa|son|ses|cette|ihr\w*|sein\w*|dieser?|su|sua
        |the (?:
            function|loss|objective|cost|energy|error|likelihood|log-likelihood|criterion|functional|lagrangian|quotient
            |expression|following
            |cross[- ]entropy|output|risk|penalty|regulari[sz]er|model|above|scalar function|negative log-likelihood
        )
    )\b
    |其|该函数|它的|此函数|上述|上一(?:问|题)中的
    |\bфункции\s+(?:из|выше)\b|\bэтой\s+функции\b|\bder\s+(?:obigen\s+)?funktion\b(?!\s*\x01)
    |\bde\s+la\s+fonction\b(?!\s*\x01)|\bde\s+la\s+función\b(?!\s*\x01)
""", re.IGNORECASE)

FIND_IT = regex(r"""
    \s*(?:find|compute|derive|determine|give|berechnen sie|bestimmen sie|(?:le |la )?(?:trouver|calculer|déterminer)
      |la calculer|le calculer)\s*
    (?:it|(?:all of )?them|these|all|ihn|sie|es|les|los|las)?\s*(?:in closed form\s*)?[.!]?\s*$
""", re.IGNORECASE)


LISTED = re.compile(r"[\s~]*(?:,|;|、|,?[\s~]*(?:and|und|et|y|e|和|与))[\s~]*", re.IGNORECASE)
AT = re.compile(r"\s*,?\s*(?:evaluated |taken )?(?:at|en|au|im|an|in|nel|в|при|在)\s*(?:the |le |der |el |il "
                r")?(?:points?|punkt|stelle|punto|точке|点)?\s*(?=\x01)", re.IGNORECASE)
EVALUATE_IT = regex(r"""
    \b(?:evaluate|compute|find|calculate|give|state)\s+
      (?:it|(?P<all>them|both|these|each|all)|this|its value|the (?:derivative|gradient|hessian|result|value))
        (?=\s+at\b)
    |\b(?:werten sie (?:ihn|sie|es)|évalue[rz](?:-l[ae])?)(?=\s+(?:an|en|in|au)\b)|\bevalúe?l[ao](?=\s+en\b)
""", re.IGNORECASE)
STATED = regex(r"""
    (?:
        \bis(?: equal to| given by| (?:attained|achieved|reached|taken) (?:at|by|for|when)| at)?
          (?: (?:the|an?) (?:(?:sample|empirical|arithmetic|weighted|row|column|block|diagonal|rank-one|symmetric
            |constant|scalar) )?
          (?:mean|average|variance|covariance(?: matrix)?|vector|matrix|number|value|constant|expression|function))?
        |\bequals?|=|\bvaut|\bvale|\best(?: égale? à| donnée? par)?|\bist(?: gleich| gegeben durch)?|\bes(?: igual a)?
        |\bè(?: uguale a)?|равн\w+|等于|为|是
    )\s*:?\s*(?=\x01)
""", re.IGNORECASE)
# before a noun: it is asked beside what stands before it, "... and the Hessian", "..., and from it the minimizer"
JOINED = regex(r"""
    (?:\b(?:and|then|und|sowie|et|puis|ainsi que|y|luego|e|poi|и)\b|[,;，、]|(?:和|与|以及|并求|并))[\s~]*(?:
        (?:
            the|its|their|also|then|from it|from this|hence|thus|thereby|corresponding|full|find|compute|derive
            |determine|calculate|give|obtain|die
            |den|das|der|dessen|deren|seine?|daraus|le|la|les|l'|de|sa|son|ses|en déduire|trouver|calculer|donner
            |déterminer|el|su|sus|de ahí|il|lo
            |sua|其|它的|由此求
        )[\s~]*
    ){0,5}$
""", re.IGNORECASE)
ORDERS = {
    "descent": -1, "ascent": -1, "newton": -2, "linear": -3, "quadratic": -4, "cubic": -5, "expansion": -5,
    "directional": -6, "steepest": -7, "hessian": 2, "second": 2, "differential": 1, "jacobian": 1,
    "gradient": 1, "derivative": 1,
    "minimum": 0, "maximum": 0, "stationary": 0, "extrema": 0}
# a place left to fill in
BLANK = regex(r"""
    [\s~$]*(?:\\(?:quad|qquad|,|;|:|!|displaystyle)\s*)*(?:
        \\underline\s*\{(?:\s|~|\\(?:hspace\*?\s*\{[^{}]*\}|q?quad|phantom\s*\{[^{}]*\}|makebox\s*\[[^\]]*\]\{\s*\}
          |hfill|[ ,;:!]))*\}
        |\\rule\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}\s*\{[^{}]*\}|\\(?:dotfill|hrulefill|blank|answerline)(?![A-Za-z])
        |\\fillin(?![A-Za-z])(?!\s*\[\s*[^\]\s])|_{3,}|(?:\\_\s*){3,}|\\makebox\s*\[[^\]]*\]\s*\{\s*(?:\\hrulefill
          |\\dotfill)?\s*\}
        |\\f(?:rame)?box\s*\{\s*(?:\\(?:rule\s*\{[^{}]*\}\s*\{[^{}]*\}|hspace\*?\s*\{[^{}]*\}|phantom\s*\{[^{}]*\}
          |q?quad)\s*)*\}
    )
""")
AND_DETERMINANT = re.compile(r"\b(?:and|und|et|y|e)\s+(?:(?:its|the|seine|ihre|deren|die|son|sa|le|su|il "
                             r"suo)\s+)?d[eé]termin\w+", re.IGNORECASE)
# a question without a verb: "And its Hessian?", "Partial derivatives of ...?"
NOUN_QUESTION = re.compile(rf"\W*(?:\\[A-Za-z]+\W*)*(?:(?:and|und|et|y|e|the|its|la|le|die|der|das|sa|ihre?|"
                           rf"su)[\s~]+){{0,3}}(?:{_ANY_NOUN})(?![A-Za-zÀ-ÿ])", re.IGNORECASE)
# behind a noun that is asked: nothing but further such nouns, "the gradient and the Hessian matrix."
NOTHING_MORE = regex(rf"""
    (?:
        [^\w\\]|\\[ ,]
        |(?:
            erster ordnung|zweiter ordnung|of (?:first|second) order|du premier ordre|du second ordre|de primer orden
            |and|also|then|the|its|of it
            |matrix|vector|here|analytically|by hand|explicitly|und|die|den|et|la|le|y|el|e|il|{_ANY_NOUN}
        )(?![A-Za-zÀ-ÿ])
    )*$
""", re.IGNORECASE)
# the number that a Jacobian matrix has for its determinant is asked
DETERMINANT = regex(r"""
    \b(?:jacobian|hessian) determinant|determinants? of (?:the|its|this) (?:jacobian|hessian)
    |(?:jacobi|funktional)-?determinante|jacobien\b(?! matri)
    |determinante jacobiano|雅可比行列式
""", re.IGNORECASE)
KNOWN = re.compile(r"\b(?:known|given|fixed|bekannt\w*|connue?s?|conocid[oa]s?)\b|已知", re.IGNORECASE)
TWICE = re.compile(r"\b(?:twice|two times|zweimal|deux fois|dos veces|due volte)\b|两次|二次求导", re.IGNORECASE)
SIMPLIFY = regex(r"""
    \b(?:
        simplify|contract|evaluate|reduce|compute|calculate|find|simplifi\w+|vereinfach\w*|berechnen?|bestimmen?
        |ermitteln?|calcul\w+|détermin\w+
        |determin\w+|hall[ea]r?|semplific\w+|calcol\w+
    )\b
    |化简|计算|求
""", re.IGNORECASE)
REPEAT = regex(r"""
    \b(?:
        repeat|do the same|same (?:question|for|thing|with)|likewise|analogously|(?:the )?same (?:as|quantities)|idem
        |même (?:question|chose)
        |de même|ebenso|ditto|genauso|wiederholen|lo mismo|stesso|аналогично|то же
    )\b
    |同理|同样|类似地
    |\A\W*(?:\\item\W*)?(?:and|and now|now|und|et|y|e|what about|how about)[\s~,]+
      (?:the (?:one|derivative|gradient)[\s~]+)?(?=(?:with respect to|w\.?\s?r\.?\s?t\b|par rapport|bezüglich|nach
        |respecto|rispetto)\b[^.?;]*\?)
""", re.IGNORECASE)
FOLLOWING = re.compile(r"\b(?:following|below|these|each|suivante?s?|folgende[nrs]?|siguientes?|seguenti|следующ\w+)\b|"
                       r"以下|下列|如下", re.IGNORECASE)
ABBREVIATION = regex(r"""
    (?:\bi\.e|\be\.g|\bresp|\bcf|\bw\.\s?r\.\s?t|\bs\.t|\bvs|\bEqs?|\bFigs?|\bSec|\bNo|\bd\.h|\bz\.B|\bc\.-à-d|\bapprox
      |\bProf|\bDr|\b[A-Z])$|\bi$
    |\be$|\bw\.r$
""", re.IGNORECASE)


def _words(rows: tuple[str, ...]) -> re.Pattern[str]:
    """The words of all languages; those of letters stand by themselves, Chinese and Japanese ones anywhere."""
    apart = lambda row: rf"(?<![A-Za-zÀ-ÿ\\])(?:{row})(?![A-Za-zÀ-ÿ])" if ord(row.lstrip("(?<![")[0]) < 0x2e00 else f"(?:{row})"
    return re.compile("|".join(apart(laid(row)) for row in rows), re.IGNORECASE)


ASK_WORDS = _words(ASK)
SHOW_WORDS = _words(SHOW)
NOUN_WORDS = re.compile("|".join(rf"(?P<{name}>(?<![A-Za-zÀ-ÿ\\])(?:{laid(row)})(?![A-Za-zÀ-ÿ]))"
                                 for name, row in NOUNS), re.IGNORECASE)
