r"""What the commands of LaTeX mean to the reader: tables only."""
from __future__ import annotations

from ..functions import BY_SPELLING


def _commands(words: str) -> frozenset[str]:
    return frozenset(["\\" + name for name in words.split()])


LETTERS = _commands(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi "
    "varpi rho varrho sigma varsigma tau upsilon "
    "phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta "
    "varLambda varXi varPi varSigma varPhi varPsi varOmega "
    "ell hbar imath jmath infty top bot intercal star dagger ddagger ast Re Im wp aleph emptyset varnothing prime "
    "bullet complement")

# command -> font of tree.Symbol
FONTS = {"\\" + name: font for font, names in {
    "bold": "mathbf boldsymbol bm pmb boldmath symbf mathbfit symbfit bf bfseries textbf mathbold",
    "roman": "mathrm textrm rm text mbox textnormal mathup symup textup mathnormal operatorname",
    "cal": "mathcal mathscr cal symcal EuScript", "bb": "mathbb mathds mathbbm Bbb mathbbmss symbb",
    "sans": "mathsf textsf sf symsf mathsfit",
    "vec": "vec overrightarrow underline", "frak": "mathfrak frak",
    "": "mathit it textit mathtt tt texttt em emph symit"}.items() for name in names.split()}
OLD_FONTS = _commands("bf rm cal sf it tt em bfseries boldmath")
ACCENTS = {"\\" + name: "\\" + plain for name, plain in {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "ddot", "dddot": "dddot",
    "check": "check", "widecheck": "check", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "mathring"}.items()}

TEXT = _commands("text mbox hbox fbox textrm textnormal textup textit texttt textsf textsc textbf intertext "
                 "shortintertext emph mathtext")
NAMES = _commands("operatorname operatornamewithlimits mathrm rm mathsf mathop mathit mathtt mathup text textrm textnormal "
                  "textsf texttt textsc mbox mathbf bm boldsymbol mathbb mathcal")

DROPPED = _commands(
    ", ! : > ; / displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag noindent "
    "centering hfill hfil mathstrut strut null allowbreak nobreak "
    "relax protect medspace thinspace thickspace negthinspace negmedspace negthickspace enspace enskip linebreak "
    "newline par break smallskip medskip bigskip small footnotesize "
    "normalsize large Large qedhere mathord mathbin mathrel mathopen mathclose mathpunct mathinner mathpalette "
    "middle") | {"\\ ", "~", "\\\n", "\\\t"}
# command -> how many arguments vanish with it
DROPPED_WITH = {"\\label": 1, "\\tag": 1, "\\hspace": 1, "\\vspace": 1, "\\phantom": 1, "\\vphantom": 1,
                "\\hphantom": 1, "\\color": 1, "\\mspace": 1, "\\ref": 1,
                "\\eqref": 1, "\\footnote": 1, "\\cite": 1, "\\raisebox": 1, "\\textcolor": 1, "\\colorbox": 1,
                "\\cancelto": 1, "\\intertextsep": 0, "\\rule": 2,
                "\\hskip": 0, "\\kern": 0, "\\mkern": 0, "\\mskip": 0}
UNWRAPPED = _commands("boxed fbox cancel bcancel xcancel sout ensuremath mathclap mathllap mathrlap smash hl "
                      "framebox makebox uline underline Aboxed")
SIZES = frozenset("\\" + size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))

DISPLAYS = frozenset(name + star for name in (
    "equation align aligned alignat alignedat flalign split gather gathered multline multlined eqnarray math "
    "displaymath dmath empheq subequations "
    "IEEEeqnarray document").split() for star in ("", "*"))
DISPLAY_ARGUMENTS = {"alignat": 1, "alignat*": 1, "alignedat": 1, "empheq": 1, "IEEEeqnarray": 1, "IEEEeqnarray*": 1}
MATRICES = {"bmatrix": "[", "pmatrix": "(", "vmatrix": "|", "Vmatrix": "||", "Bmatrix": "{", "matrix": "",
            "smallmatrix": "", "array": "", "bsmallmatrix": "[", "psmallmatrix": "("}
MATRICES |= {name + "*": delim for name, delim in MATRICES.items()}
CASES = frozenset("cases dcases rcases cases* dcases* numcases".split())

RELATIONS = {
    "=": "=", "<": "<", ">": ">", ":": ":", "\\colon": ":", "\\coloneqq": ":=", "\\coloneq": ":=",
    "\\eqqcolon": "eqqcolon", "\\triangleq": ":=",
    "\\doteq": ":=", "\\equiv": "equiv", "\\eqdef": ":=", "\\defeq": ":=", "\\vcentcolon": ":",
    "\\neq": "!=", "\\ne": "!=", "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=",
    "\\leqq": "<=", "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\geqq": ">=",
    "\\in": "in", "\\notin": "notin", "\\ni": "ni", "\\approx": "approx", "\\simeq": "approx", "\\cong": "cong",
    "\\propto": "propto", "\\sim": "sim",
    "\\to": "to", "\\rightarrow": "to", "\\longrightarrow": "to",
    "\\mapsto": "mapsto", "\\longmapsto": "mapsto", "\\implies": "implies", "\\Rightarrow": "implies",
    "\\Longrightarrow": "implies", "\\impliedby": "impliedby", "\\Leftarrow": "impliedby", "\\Longleftarrow": "impliedby",
    "\\iff": "iff", "\\Leftrightarrow": "iff", "\\Longleftrightarrow": "iff", "\\leftrightarrow": "iff",
    "\\leftarrow": "gets", "\\gets": "gets", "\\subset": "subset", "\\subseteq": "subseteq",
    "\\supset": "supset", "\\supseteq": "supseteq", "\\succ": "succ", "\\succeq": "succeq", "\\succcurlyeq": "succeq",
    "\\prec": "prec", "\\preceq": "preceq", "\\preccurlyeq": "preceq",
    "\\ll": "ll", "\\gg": "gg", "\\perp": "perp", "\\mid": "mid", "\\vert": "mid", "\\lesssim": "<=",
    "\\gtrsim": ">=", "\\asymp": "asymp",
    "\\models": "models", "\\rightsquigarrow": "to", "\\xrightarrow": "to", "\\hookrightarrow": "to",
    "\\therefore": "implies", "\\because": "because", "\\parallel": "parallel", "\\leadsto": "to",
    "\\Rightarrow!": "implies", "\\nearrow": "to", "\\downarrow": "to", "\\uparrow": "to"}
del RELATIONS["\\vert"], RELATIONS["\\Rightarrow!"]
PRODUCTS = {"\\cdot": "dot", "\\cdotp": "dot", "\\bullet": "dot", "\\times": "times", "*": "times",
            "\\ast": "times", "\\odot": "hadamard",
            "\\circ": "hadamard", "\\otimes": "kron", "\\oslash": "oslash", "\\star": "star", "\\circledast": "star"}
DOTTED = {"*": "\\odot", "/": "\\oslash"}               # behind a dot, as Julia and MATLAB write
DIVISIONS = frozenset(("/", "\\div", "\\slash"))
WORDED = {"\\forall": "for all", "\\exists": "there is"}
SETS = {"\\cup": "cup", "\\cap": "cap", "\\setminus": "setminus", "\\oplus": "oplus"}
DOTS = _commands("dots hdots ldots cdots vdots ddots dotsc dotsb dotsm dotsi dotso iddots") | {"..."}
OPENERS = {"(": ")", "[": "]", "\\{": "\\}", "\\lbrace": "\\rbrace", "\\lbrack": "\\rbrack", "\\lparen": "\\rparen",
           "\\langle": "\\rangle",
           "\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\lvert": "\\rvert", "\\lVert": "\\rVert"}
CLOSERS = {close: opener for opener, close in OPENERS.items()}
BRACKET = {"(": "(", "\\lparen": "(", "[": "[", "\\lbrack": "[", "\\{": "{", "\\lbrace": "{"}
DELIMITER = {"|": "abs", "\\vert": "abs", "\\lvert": "abs", "\\rvert": "abs", "\\|": "norm", "\\Vert": "norm",
             "\\lVert": "norm", "\\rVert": "norm",
             "||": "norm", "\\langle": "inner", "<": "inner", "\\lfloor": "floor", "\\lceil": "ceil"}

SPACES = frozenset(("\\quad", "\\qquad"))
SCRIPTS = frozenset(("^", "_", "'"))                                 # what begins a script
STACKS = _commands("overset underset stackrel")                     # something above or below a sign
IMPLICATIONS = frozenset(("implies", "iff", "impliedby"))           # relations between equations
SEPARATORS = frozenset((",", ";", ".", "\\\\", "\\quad", "\\qquad", "\\cr", "\\tabularnewline"))

FRACTIONS = _commands("frac dfrac tfrac cfrac nicefrac sfrac flatfrac")
DERIVATIVE_FRACTIONS = {"\\pdv": "partial", "\\pd": "partial", "\\pderiv": "partial", "\\pp": "partial", "\\dv": "d",
                        "\\dv*": "d", "\\odv": "d",
                        "\\deriv": "d", "\\od": "d", "\\fdv": "delta", "\\partialderivative": "partial", "\\derivative": "d"}
NABLAS = frozenset(("\\nabla", "\\bigtriangledown", "\\triangledown", "\\grad"))

BIG_OPERATORS = {"\\sum": "sum", "\\prod": "prod", "\\int": "int", "\\iint": "int", "\\oint": "int",
                 "\\iiint": "int", "\\bigcup": "bigcup",
                 "\\bigcap": "bigcap", "\\coprod": "coprod", "\\bigoplus": "bigoplus", "\\bigotimes": "bigotimes",
                 "\\bigodot": "bigodot", "\\Sum": "sum"}

# commands that are themselves the name of a function or operator
NAMED = _commands(
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det max min sup inf lim limsup "
    "liminf arg dim ker deg gcd hom Pr argmin argmax tr Tr")
DERIVATIVE_SIGNS = NABLAS | {"\\partial"}
SIGNS = NAMED | DERIVATIVE_SIGNS | BIG_OPERATORS.keys()            # what may stand in \mathop{..} and in a font
OPTIMA = {"argmin": "argmin", "argmax": "argmax"}
EXTREMA = {"max": "max", "min": "min", "sup": "max", "inf": "min"}        # the optimum that each asks for
# read as one name when written as plain letters: always / only before a bracket
BARE_NAMES = frozenset("log ln exp det sin cos tan tanh sinh cosh arctan arcsin arccos max min softmax relu ReLU "
                       "sigmoid argmin argmax lim sgn".split())
TRACES = ("tr", "Tr")                      # also before a capital that stands apart
BARE_CALLS = (frozenset("tr Tr trace Trace diag Diag vec rank sum mean Var Cov logsumexp sqrt norm".split())
              | {word for word in BY_SPELLING if len(word) > 2})
# words of plain letters that are a command without its backslash: no product has these letters side by side
WITHOUT_BACKSLASH = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta theta kappa lambda sigma omega Gamma Delta Theta Lambda Sigma Omega "
    "partial nabla frac sum prod sqrt cdot times left right mathbf mathrm operatorname top infty".split())
INVERSE_FUNCTIONS = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
                     "sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh", "coth": "arcoth"}
DENSITY_LETTERS = frozenset(("p", "q"))          # densities, where a logarithm is taken of them before a bracket
PROBABILITIES = frozenset(("p", "P", "q", "Q", "Pr", "\\pi"))
# of which products are written without brackets, \log p(x \mid z) p(z)
DENSITIES = PROBABILITIES - {"Q"} | {"\\mathcal{N}"}
NORMAL = frozenset(("N", "\\Phi"))                                # the normal distribution function, N(-d_2)
# means and links of generalised linear models, \mu(x_i^\top\beta)
MEANS = frozenset(("\\mu", "\\pi", "\\eta", "\\lambda"))
DEFAULT_FUNCTIONS = frozenset(("\\sigma", "\\Gamma", "f", "g", "h", "\\ell"))
# letters that vary: \sin x(a + b) is a product, \cos\omega(t - t_0) is none
VARIABLES = frozenset("x y z t u v w s p q \\theta \\phi \\varphi \\psi".split())
RAISED = frozenset(("\\top", "\\intercal"))                # stand above a letter only
TRANSPOSES = frozenset(("T", "t", "\\top", "\\intercal", "\\prime", "\\mathsf{T}", "*", "H", "\\dagger"))

# letters that stand for a sign where a range stands below
LETTERS_FOR_SIGNS = {"\\Sigma": "\\sum", "\\Pi": "\\prod"}

# small words that are names where they are defined, loss = ..
DEFINED_WORDS = frozenset("KL loss Loss cost Cost err Err error Error obj Obj net score reward energy hinge margin "
                          "bias var Var RSS SSE SSR MSE RMSE MAE LL NLL BCE CE ELBO".split())
# words that are names though nothing defines them: no product has these letters side by side
QUANTITIES = frozenset("target output input actual predicted error label weight weights loss cost RSS SSE SSR MSE NLL ELBO".split())

# what a formula is given up to: ... + \text{const}
CONSTANTS = frozenset(("const", "constant", "constants", "konst", "cst", "cte"))

# prose that stands in \text{..} alone and is not a name
STOP_WORDS = frozenset((
    "where with and for if else otherwise is are so then that given when hence thus or let compute find wrt st "
    "therefore subject respect such since "
    "but by as to of in on at from the a an all any each every note "
    "using use we have get here because assume assuming let's determine show solve differentiate derivative gradient "
    "minimize maximize minimise "
    "maximise over etc unless const constant elementwise").split())
WORDS = frozenset("data train test val reg new old true obs opt init max min out map mle ols pred tot total loss ridge "
                  "lasso prior post ref err avg "
                  "mean best next prev last first end begin start rms nat sym diag inv tr norm est exp log eff net "
                  "target model".split())

FORBIDDEN = _commands(
    "input include includeonly write openin openout read readline immediate special catcode csname endcsname "
    "expandafter href url includegraphics usepackage RequirePackage documentclass loop repeat "
    "iftrue iffalse ifx ifnum ifdim ifcase ifmmode if else fi or newif newcount newread newwrite newtoks newdimen "
    "advance multiply divide directlua luaexec latelua pdfobj pdfliteral ShellEscape "
    "shell write18 jobname the meaning string edef xdef gdef global long outer afterassignment aftergroup everymath "
    "everypar futurelet uppercase lowercase scantokens makeatletter makeatother "
    "newenvironment renewenvironment verbatiminput lstinputlisting inputminted import subimport InputIfFileExists "
    "IfFileExists AtBeginDocument batchmode scrollmode errorstopmode dump shipout "
    "message errmessage typeout closein closeout tracingall noexpand unexpanded detokenize romannumeral number char "
    "mathchardef chardef countdef font "
    "def let newcommand renewcommand providecommand")

# what a file may never redefine in a formula
CORE = FRACTIONS | BIG_OPERATORS.keys() | NABLAS - {"\\grad"} | SIZES | _commands(
    "partial left right begin end sqrt text mathbf mathrm operatorname in cdot times top log exp sin cos over")

OTHER = _commands(
    "partial sqrt left right substack overset underset stackrel underbrace overbrace over atop choose binom dbinom "
    "tbinom mathrm operatorname pm mp neg not bmod pmod mod cases T "
    "lvert rvert lVert rVert Vert vert langle rangle degree And")
KNOWN = (LETTERS | FONTS.keys() | ACCENTS.keys() | TEXT | NAMES | DROPPED | DROPPED_WITH.keys() | UNWRAPPED | SIZES
         | RELATIONS.keys() | PRODUCTS.keys() | DOTS | FRACTIONS
         | DERIVATIVE_FRACTIONS.keys() | NABLAS | BIG_OPERATORS.keys() | NAMED | OPENERS.keys() | CLOSERS.keys()
         | SPACES | OTHER | WORDED.keys() | SETS.keys()
         | {k for k in DELIMITER if k.startswith("\\")} | DIVISIONS | {"\\\\"})
FORBIDDEN_STARTS = ("\\write", "\\if", "\\openin", "\\openout")

# commands and signs that stay one token as they are: no letter, font, text or size, neither dropped nor forbidden
AS_THEY_ARE = frozenset("!'()*+,-/:;<=>?[]^_}") | frozenset(
    key for key in KNOWN - LETTERS - FONTS.keys() - ACCENTS.keys() - TEXT - NAMES - DROPPED - DROPPED_WITH.keys()
    - UNWRAPPED - SIZES - NAMED - OLD_FONTS
    - WORDED.keys() - FORBIDDEN - {"\\left", "\\right", "\\middle", "\\\\"} if len(key) > 1
    and not key.startswith(FORBIDDEN_STARTS))
