r"""Environments by what they hold: problems, solutions, statements, lists; told by their printed titles, by their names
and by the words in them."""
from __future__ import annotations

import re

from ...patterns import regex
from ...prose.expansion import Macro, brace_group, collect

PROBLEM = regex(r"""
    problem|exercise|exercice|question|aufgabe|übung|uebung|ejercicio|esercizio|homework|assignment|practice|puzzle|quiz
    |challenge|task|exer|prob
    |\bexo|\bhw|\bques|\bqu\b|^ex$|^q$|frage|проблема|задач|упражнен|练习|习题|问题|作业|题
""", re.IGNORECASE)
SOLUTION = regex(r"""
    solution|soln|^sol|answer|^ans|proof|lösung|loesung|corrig|correction|beweis|démonstration|demonstration|réponse
    |reponse|preuve|soluci|risposta
    |solluzione|respuesta|demostraci|решени|ответ|解|证明|答
""", re.IGNORECASE)
STATEMENT = regex(r"""
    theorem|lemma|corollar|proposition|definition|remark|claim|\bfact|example|convention|notation|assumption|observation
    |conjecture|axiom|^thm|^lem
    |^cor|^prop(?!osed)|^defn?|^rem|^rmk|^note|^eg$|^ex\b.*ample|satz|bemerkung|beispiel|théorème|définition|remarque
    |exemple|lemme|定理|引理|定义|注|例|推论
    |abstract|figure|table|теорема|лемма|определ
""", re.IGNORECASE)
# what they are is told by their title
TITLED = ("block", "exampleblock", "alertblock", "frame", "tcolorbox", "mdframed", "framed")
ANSWER = (r"(?:sample |model |short (?!answer)|detailed )?"
          r"(?:solutions?|answers?|soln?|ans|proof|lösung|loesung|antwort|beweis|réponse|corrigé|preuve|démonstration|"
          r"solución|respuesta|demostración|risposta|"
           r"soluzione|решение|ответ|доказательство|解答?|答案?|证明|证)(?:\s*(?:\(?\w{1,2}\)|\d[\d.]*|(?:to|of|for|zu|de|à) "
           r"[\w .()]{1,30}))?\s*")
# followed by a colon in running text
INLINE_ANSWER = "solution|answer|soln?|ans|lösung|antwort|réponse|solución|respuesta|soluzione|risposta|解答?|答案?"
LISTS = ("enumerate", "itemize", "description", "parts", "subparts", "subsubparts", "questions", "enumerate*",
         "itemize*", "tasks", "compactenum", "compactitem", "list",
         "inparaenum", "easylist", "exercises")
_TITLE = re.compile(rf"{ANSWER}[.:：]?", re.IGNORECASE)
_OPTION = re.compile(r"(?:frame)?title\s*=\s*(?:\{([^{}]*)\}|([^,\]}]*))")


def titles(definitions: str) -> dict[str, str]:
    r"""Printed titles of the environments a preamble defines: \newtheorem{prob}{Problem} -> {"prob": "Problem"}."""
    found = {}
    for match in re.finditer(r"\\(?:newtheorem|declaretheorem|newmdtheoremenv)\*?\s*(?:\[[^\]]*\])?\s*"
                             r"\{\s*([^{}]+?)\s*\}\s*(?:\[[^\]]*\])?\s*(?:\{([^{}]*)\})?", definitions):
        found[match.group(1)] = match.group(2) or match.group(1)
    for match in re.finditer(r"\\newtcbtheorem\s*(?:\[[^\]]*\])?\s*\{(\w+)\}\s*\{([^{}]*)\}|"
                             r"\\declaretheorem\[[^\]]*?(?:name|title)=\{?([^,\]}]*)[^\]]*\]\s*\{(\w+)\}", definitions):
        found[match.group(1) or match.group(4)] = match.group(2) or match.group(3)
    for match in re.finditer(r"\\(?:re)?newenvironment\*?\s*\{\s*([^{}]+?)\s*\}\s*(?:\[[^\]]*\])*\s*(?=\{)", definitions):
        name, body = match.group(1), (brace_group(definitions, match.end()) or ("", 0))[0][:200]
        word = re.search(r"\\(?:textbf|textit|emph|textsc|bf|it|bfseries|(?:sub)*section\*?|"
                         r"paragraph\*?)\s*\{?\s*((?:[A-Za-zÀ-ÿ]{3,}[\s~]*)+)", body)
        found.setdefault(name, word.group(1) if word else name)
    for match in re.finditer(r"\\(?:re)?new(?:tcolorbox|mdenv)\s*(\[[^\]]*\])?\s*\{\s*(\w+)\s*\}"
                             r"((?:\s*\[[^\]]*\])*\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?", definitions):
        title = _OPTION.search((match.group(1) or "") + (match.group(3) or ""))
        found.setdefault(match.group(2), (title.group(1) or title.group(2) or "").strip() if title else match.group(2))
    return found


def taking(definitions: str) -> dict[str, int]:
    r"""How many arguments in braces the environments of a preamble take.

    >>> taking(r"\newtcbtheorem{prob}{Problem}{}{pr} \newenvironment{ex}[2][A]{}{} \newtcolorbox{box}[1]{}")
    {'prob': 2, 'ex': 1, 'box': 1}
    """
    found = {m[1]: 2 for m in re.finditer(r"\\newtcbtheorem\s*(?:\[[^\]]*\])*\s*\{(\w+)\}", definitions)}
    for m in re.finditer(r"\\(?:re)?new(?:environment|"
                         r"tcolorbox)\*?\s*(?:\[[^\]]*\])?\s*\{\s*(\w+)\s*\}\s*\[\s*(\d)\s*\](\s*\[)?", definitions):
        found[m[1]] = int(m[2]) - bool(m[3])
    return found


def lists(definitions: str) -> dict[str, str]:
    r"""Lists that a preamble defines, with what they are made of.

    >>> lists(r"\newlist{parts}{enumerate}{2} \newenvironment{qs}{\begin{enumerate}[(a)]}{\end{enumerate}}")
    {'parts': 'enumerate', 'qs': 'enumerate'}
    """
    made = "|".join(re.escape(name) for name in LISTS)
    found = {m.group(1): m.group(2) for m in re.finditer(rf"\\newlist\s*\{{\s*(\w+)\s*\}}\s*\{{\s*({made})\s*\}}", definitions)}
    for m in re.finditer(rf"\\(?:newenvironment|NewDocumentEnvironment)\s*\{{\s*(\w+)\s*\}}\s*(?:\[[^\]]*\]|"
                         rf"\{{[^{{}}]*\}}(?=\s*\{{))*\s*\{{[^{{}}]*\\begin\s*\{{({made})\}}", definitions):
        found.setdefault(m.group(1), m.group(2))
    return found


def answer_macros(definitions: str) -> tuple[str, ...]:
    r"""Commands whose argument is the author's answer: \sol{...} where it prints "Solution: ...".

    >>> answer_macros(r"\newcommand{\loes}[1]{\textbf{Solution:} #1} \newcommand{\solution}[1]{}")
    ('solution', 'loes')
    """
    named = [name for name in ("solution", "soln", "sol", "answer", "ans")
             if re.search(rf"\\(?:re|provide)?newcommand\*?\s*\{{?\s*\\{name}\s*\}}?\s*\[1\]|\\def\s*\\{name}\s*#1", definitions)]
    told = re.findall(rf"\\newcommand\*?\s*\{{?\s*\\(\w+)\s*\}}?\s*\[1\]\s*\{{(?:[^{{}}]|\{{[^{{}}]*\}})*?\\(?:textbf|"
                      rf"textit|emph|textsc)\s*\{{\s*(?i:{ANSWER})[.:]?\s*\}}", definitions)
    return tuple(dict.fromkeys([*named, *told]))


def answer_headings(definitions: str) -> tuple[str, ...]:
    r"""Commands without argument that print "Solution" and nothing else.

    >>> answer_headings(r"\newcommand{\loes}{\textbf{\large Solution:}} \newcommand{\x}{\mathbf{x}}")
    ('loes',)
    """
    printed = {name[1:]: re.sub(r"\\(?:par|noindent|text\w+|emph|underline|large|Large|bf|bfseries|it|itshape|"
                                r"(?:small|med|big)skip|newline|q?quad"
                                r"|hspace\*?\{[^{}]*\}|vspace\*?\{[^{}]*\})(?![A-Za-z])|[{}~\\]", " ", macro.body)
               for name, macro in collect(definitions).items() if macro.args == 0}
    return tuple(name for name, words in printed.items() if name.isalpha() and is_answer(re.sub(r"\s+", " ", words)))


def narrow_macros(definitions: str) -> frozenset[str]:
    r"""Those commands for answers whose argument can hold no paragraphs, \sol{...} for \textcolor{blue}{...}.

    >>> sorted(narrow_macros(r"\newcommand{\sol}[1]{\textcolor{blue}{Solution. #1}} \newcommand{\soln}[1]{#1}"))
    ['sol', 'textcolor']
    """
    macros = collect(definitions)
    inside = re.compile(r"\\(?:textcolor\s*\{[^{}]*\}|color[b]ox\s*\{[^{}]*\}|text[a-z]+|emph|underline|[mf]box|"
                        r"framebox|ensuremath|uline|hl)\s*\{(?:[^{}]|\{[^{}]*\})*#1")
    return frozenset(["textcolor", *(name for name in answer_macros(definitions) if (macro := macros.get("\\" + name))
                                     and inside.search(macro.body))])


def heading_macros(definitions: str) -> dict[str, Macro]:
    r"""Commands of the author that print a heading: \problem{2} for \section*{Problem 2}, \ppart{a} for \textbf{(a)}.

    >>> list(heading_macros(r"\newcommand{\prob}[1]{\section*{Problem #1}} \newcommand{\x}{\mathbf{x}}"))
    ['\\prob']
    """
    shown = regex(rf"""
        \\(?:sub)*section\*?\s*\{{|\\(?:sub)?paragraph\*?\s*\{{
        |(?:\\(?:textbf|textsc|emph|underline)\s*\{{|\{{\s*\\(?:bf|bfseries|sc)(?![A-Za-z]))\s*(?:\(?#1[.:)]
          |(?:{PROBLEM.pattern})[^{{}}]*(?:#\d|\\the\w+|\\arabic))
    """, re.IGNORECASE)
    return {name: macro for name, macro in collect(definitions).items() if name[1:].isalpha() and shown.search(macro.body)}


def unknown_headings(definitions: str) -> tuple[str, ...]:
    r"""Commands such as \prob{5} that begin a problem by their name alone,
    where nothing at hand defines them (a fragment, a class that is not there).

    >>> unknown_headings(r"\newcommand{\prob}{\probability}")[:2]
    ('problem', 'exercise')
    """
    return tuple(name for name in ("prob", "problem", "exercise", "exer", "exo", "aufgabe", "ejercicio", "esercizio",
                                   "homeworkproblem", "task", "newproblem")
                 if not re.search(rf"\\\w*(?:[cC]ommand|def|let)\*?\s*\{{?\s*\\{name}(?![A-Za-z])", definitions))


def is_answer(title: str) -> bool:
    """Whether a heading announces the author's answer and nothing else.

    >>> is_answer("Solution to Problem 2:"), is_answer("Solutions of linear systems and more of the same kind")
    (True, False)
    """
    return bool(_TITLE.fullmatch(title.strip()))


def titled(name: str, text: str, at: int) -> str:
    """The kind of a box or slide whose arguments end at `at`, by the title that stands there or in its options."""
    start = text.rfind("\\begin", 0, at)
    option = _OPTION.search(text, start, at)
    frametitle = re.compile(r"\s*\\frametitle\s*(?=\{)").match(text, at)
    group = None if option else brace_group(text, frametitle.end() if frametitle else at)
    title = (option.group(1) or option.group(2) or "") if option else group[0] if group else ""
    if is_answer(title):
        return "solution"
    return "problem" if name == "frame" or PROBLEM.search(title) else "other"


def classify(name: str, known: dict[str, str]) -> str:
    """The kind of an environment: its printed title decides, then its name."""
    if name in LISTS:
        return "list"
    for text in dict.fromkeys((known.get(name, ""), name)):
        if not text:
            continue
        for kind, pattern in (("solution", SOLUTION), ("problem", PROBLEM), ("statement", STATEMENT)):
            if pattern.search(text):
                return kind
    return "other"


