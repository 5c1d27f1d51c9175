"""The words from which declarations are read, as one table in several languages; a new phrase is one row.

Each row: the feature, then regular expressions of the phrases that mean it (lower case;
letters with accents as written).
Features: "prop:..." a property, "noun:..." a kind of tensor, "copula", "not", "if", "and", "dimensional",
"size", "entries", "filler".
"""
from __future__ import annotations

import re

from ..patterns import laid, regex

ROWS: tuple[tuple[str, str], ...] = (
    ("veto", r"""
        scalar(?:-valued)?[- ](?:functions?|fields?|products?|valued)|vector(?:-valued)?[- ](?:functions?|fields?
          |notation|valued)|vector form
        |matrix[- ](?:calculus|notation|form|product|valued)|fonctions? scalaires?|produit scalaire|矩阵形式|向量形式|向量函数|数量积
    """),
    ("prop:posdef", r"""
        (?:strictly |real )?positive[- ]definite|\bs?pd\b|définies? positives?
        |positiv(?:e[rsnm]?)?[- ]definit(?:e[rsnm]?)?|(?:对称)?正定
        |definid[ao]s? positiv[ao]s?|положительно определ[её]нн\w*
    """),
    ("prop:possemidef", r"positive[- ]semi-?\s?definite|\bpsd\b|semi-?définies? positives?|positiv[- "
     r"]semidefinit\w*|半正定|semidefinid[ao]s? positiv[ao]s?"),
    ("prop:skew", r"skew[- ]symmetric|anti-?symmetric|anti-?symétriques?|schiefsymmetrisch\w*|反对称"),
    ("prop:symmetric", r"symmetric|symétriques?|symmetrisch\w*|对称|simétric[ao]s?|simmetric[aoh]\w*|симметричн\w*"),
    ("prop:invertible", r"invertible|non-?singular|inversibles?|régulières?|invertierbar\w*|regulär\w*|可逆|非奇异|"
     r"invertibles?|обратим\w*"),
    ("prop:orthogonal", r"orthogonal|orthonormal|orthogonale?s?|正交|ortogonal\w*"),
    ("prop:diagonal", r"diagonal(?:e[sn]?)?|diagonaux|diagonalmatri\w+|对角"),
    ("prop:lower_triangular", r"lower[- ]triangular|triangulaires? inférieures?|下三角"),
    ("prop:nonzero", r"non-?zero|non[- ]?nulle?s?|nicht ?verschwindend\w*|非零"),
    ("prop:nonnegative", r"non-?negative|nichtnegativ\w*|非负"),
    ("prop:positive", r"(?:strictly |entrywise |componentwise )?positive|strictement "
     r"positi\w+|positi(?:fs?|ves?)|positiv(?:e[rsnm]?)?|正的?(?=[常实数标向])|大于零"),
    ("prop:simplex", r"(?:discrete )?probability vectors?|Wahrscheinlichkeitsvektor\w*|vecteurs? de probabilités?"),
    ("prop:onehot", r"one[- ]hot(?:[- ]encoded)?|独热|one-?hot"),
    ("prop:constant", r"constants?|fixed|constantes?|fixée?s?|konstant\w*|fest|常数|常量|固定"),
    ("prop:ones", r"(?:all[- ])?ones|all-one|que des uns|uns|einsen|全1|全一"),
    ("prop:identity", r"identity|identité|einheitsmatrix|单位(?=矩阵)"),
    ("filler", r"cross-(?:co)?varian\w+|autocovarian\w+"),
    ("prop:covariance", r"""
        (?:(?:sample|empirical|posterior|prior|noise|population|common|shared|joint|total|error)[\s~]+)?
          (?:variance-)?covarian[ct]es?
          (?: matri[cx]e?s?)?
        |covarianzas?|kovarianz(?:matri\w+)?|(?:precision|scatter|correlation|gram|kernel)(?= matri)|gram-?matri\w+|协方差
    """),
    ("noun:matrix", r"matrix|matrices|matri[cx]e?s?|matrizen|matri[zc](?:es)?|矩阵|матриц\w*"),
    ("noun:row", r"row[- ]vectors?|vecteurs? lignes?|zeilenvektor\w*|行向量"),
    ("noun:vector", r"(?:column[- ]|feature |data |parameter |weight )?vectors?|columns?(?= of "
     r"length)|vecteurs?|(?:spalten)?vektor(?:en)?|列?向量|vector(?:es)?|вектор\w*"),
    ("noun:scalar", r"scalars?|(?:real )?numbers?|scalaires?|réels?|nombres?(?: réels?)?|skalar\w*|(?:reelle "
     r")?zahl(?:en)?|标量|实数|escalar(?:es)?"),
    ("copula", r"be|is|are|denotes?|stands? for|being|équal|est|sont|désignent?|sei(?:en)?|ist|sind|是|为|sean?|son|:|"
     r"for the(?= (?:all[- ]ones )?(?:vector|matrix))"),
    ("not", r"not(?: necessarily)?|no longer|non nécessairement|pas|nicht(?: notwendig(?:erweise)?)?|不一定|不"),
    ("if", r"if|when|whenever|unless|si|wenn|falls|lorsque|quand|如果|若"),
    ("and", r"and|or|et|und|resp\.?|y|和|与|及|、|，|,"),
    ("dimensional", r"-?\s?dimensional\w*|-?\s?dimensionnel\w*|-?\s?vectors?|维"),
    ("size", r"""
        (?:of|with) (?:size|length|dimensions?|order|shape)|de (?:taille|longueur|dimension|format|ordre|tamaño
          |dimensi[óo]n|longitud|orden)
        |di dimensione|der (?:länge|größe|dimension)|大小为|维数为|长度为
    """),
    ("entries", r"entries|components?|elements?|coordinates?|ones|classes|composantes|einträge\w*|个"),
    ("allentries", r"(?:all )?(?:the )?(?:entries|components|elements) of|toutes les composantes de"),
    ("holding", r"of|with|avec|mit|von"),
    ("both", r"both|tous deux|toutes deux|beide|都|均"),
    ("filler", r"""
        a|an|the|in|that|dans|et aussi|all|real|two|three|some|any
        |(?:known|given|arbitrary|unknown|generic|column|square|real-valued|full-rank|dense|design|data|coefficient
          |weight|large)|une?|des?|deux|la|le
        |les|un[ao]s?|el|los|las|del|dos|reales|cuadradas?|uma?|ein(?:e[nmrs]?)?|zwei|der|die|das|carrées?|réelles?
        |quadratische?\w*|reelle\w*|一个|个|的
        |某|实|也|有|阶|方阵
    """),
)

PATTERN = re.compile("|".join(rf"(?P<p{number}>(?:{laid(row)})(?![a-zà-ÿ]))" for number, (_, row) in enumerate(ROWS)),
                     re.IGNORECASE)
FEATURE = {f"p{number}": feature for number, (feature, _) in enumerate(ROWS)}

LAYOUT_PHRASES = {
    "numerator": regex(r"""
        numerator[- ]layout|\brow gradients?\b|numerator (?:convention|notation)
        |gradients? (?:is|are|as|will be) (?:written (?:as )?)?(?:a )?rows?(?:[- ]vectors?)?
        |gradients? (?:are|is)[^.]{0,30}row vectors?
        |derivatives? (?:of|with|by)[^.,;:]{0,80}\b(?:is|are) (?:an? )?rows?(?:[- ]vectors?)?\b(?! of)
        |disposition (?:au |du )?numérateur|zählerlayout
        |zähler-layout|分子布局
    """, re.IGNORECASE),
    "denominator": regex(r"""
        denominator[- ]layout|\bcolumn gradients?\b|gradients? (?:have|has|with) the (?:same )?shape (?:of|as)
        |denominator (?:convention|notation)
        |gradients? (?:is|are|as|will be) (?:written (?:as )?)?(?:a )?columns?(?:[- ]vectors?)?
        |gradients? (?:are|is)[^.]{0,30}column vectors?
        |derivatives? (?:of|with|by)[^.,;:]{0,80}\b(?:is|are) (?:an? )?columns?(?:[- ]vectors?)?\b(?! of)
        |disposition (?:au |du )?dénominateur
        |nennerlayout|nenner-layout|分母布局
    """, re.IGNORECASE),
}
