r"""What letters, words and signs usually mean, where nothing is said of them: tables that all of typing looks into."""
from __future__ import annotations

# ---------------------------------------------------------------- signs above a letter
TRANSPOSES = {"T", r"\top", r"\intercal", "t", r"\prime", "'", "⊤", r"\mathsf{T}", r"\transpose", "tr", "Tr", r"\T", r"\tran"}
CONJUGATES = {"H", r"\dagger", r"\ddagger", "†", r"\mathsf{H}", r"\herm"}
STARS = frozenset(("*", r"\star", r"\ast"))

# ---------------------------------------------------------------- letters that are functions
FUNCTION_LETTERS = {"f", "g", "h", "F", r"\phi", r"\psi", r"\rho", r"\varphi", r"\sigma", r"\Gamma", r"\Phi", r"\ell"}
# letters of kernels and densities, where they stand before x - x_n
KERNELS = frozenset(("K", "k", r"\kappa", "p", "q"))
# where they are called
LETTER_FUNCTIONS = {r"\sigma": "sigmoid", r"\varsigma": "sigmoid", r"\Gamma": "gamma", "I_0": "bessel_i0", "I_1": "bessel_i1"}
# before a bracket they are functions of a number, and no factors
SPECIAL_FUNCTIONS = (r"\Gamma", r"\zeta", "I_0", "I_1")
WAVES = frozenset("uv")                        # functions as often as factors: u(x - ct)
EXTREME_VALUES = (r"\lambda_max", r"\lambda_min", r"\sigma_max")      # functions of a matrix unless declared otherwise
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")                       # relations that are conditions

# ---------------------------------------------------------------- letters of numbers, indices and losses
NUMBERING = frozenset("ijklmnpqrst")           # letters that usually number something
INDEX_LETTERS = frozenset("ijklmnpqrstabcduvNMK") | {r"\mu", r"\nu", r"\alpha", r"\beta", r"\ell"}
SPECIAL = {"I", "1", "0", r"\pi", "e", r"\infty"}
COSTS = frozenset(("L", "J", r"\mathcal{L}", r"\mathcal{J}", r"\ell"))          # letters of losses, which are numbers
LOSSES = COSTS | {"C", "E", "f", "F"}       # undefined, they hardly ever are constants

WEIGHTS = frozenset(("w", "q", r"\theta", r"\beta"))          # a vector where a dot stands beside it: w \cdot x
ATTENTION = frozenset("kq")                    # queries and keys, beside which the values v_i are vectors
INTENSITIES = frozenset(("I_0",))              # numbers, although I is the identity matrix
UNIT_VECTOR = "e"                              # e_i

# ---------------------------------------------------------------- ranks: what it costs to read a letter as a scalar,
# a vector, a row or a matrix; never as what is not there
RANK_COSTS: dict[str, dict[str, float]] = {
    "differential": {"M": 0.0, "V": 0.0, "S": 0.0, "R": 0.0},         # dX is what X is
    "calligraphic": {"S": 0.2, "M": 0.6, "V": 1.4, "R": 4.0},
    "bold capital": {"M": 0.0, "V": 2.0, "S": 5.0},
    "bold Greek": {"V": 0.0, "S": 4.0, "R": 3.5, "M": 3.0},
    "bold": {"V": 0.0, "S": 4.0, "R": 3.5},
    "count": {"S": 0.0, "M": 1.0, "V": 2.0, "R": 4.0},                # N, unless it is multiplied as a matrix
    "Greek matrix": {"M": 0.0, "V": 2.0, "S": 2.5},
    "Greek capital": {"M": 0.0, "V": 1.6, "S": 1.2},
    "capital": {"M": 0.0, "V": 1.0, "S": 1.2},
    "Greek vector": {"S": 0.0, "V": 0.7, "M": 3.5, "R": 4.5},
    "Greek": {"S": 0.0, "V": 1.6, "M": 3.5, "R": 4.5},
    "vector": {"S": 0.0, "V": 0.5, "R": 4.0},
    "number": {"S": 0.0, "V": 1.8, "R": 4.0},
}
LETTER_RANKS: dict[str, str] = {                # letters of a kind of their own where they are not bold
    "N": "count", **dict.fromkeys((r"\Sigma", r"\Lambda", r"\Omega"), "Greek matrix"),
    **dict.fromkeys("xywvuabczpqrsgdfheto", "vector"),
    **dict.fromkeys((r"\beta", r"\theta", r"\mu", r"\alpha", r"\phi", r"\eta", r"\xi", r"\delta", r"\omega", r"\pi",
                     r"\epsilon", r"\nu", r"\psi", r"\zeta"), "Greek vector")}

# ---------------------------------------------------------------- words before brackets:
# spelling -> the function that is meant
WORDS = {"trace": "tr", "Tr": "tr", "Trace": "tr", "TR": "tr", "Sp": "tr", "sp": "tr", "Spur": "tr", "traza": "tr",
         "tr": "tr", "det": "det", "Det": "det", "diag": "diag", "Diag": "diag",
         "vec": "vec", "Vec": "vec", "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax",
         "smax": "softmax", "sum": "sum", "mean": "mean",
         "logdet": "logdet", "lse": "lse", "LSE": "lse", "logsumexp": "lse", "LogSumExp": "lse", "max": "max",
         "min": "min", "sqrt": "sqrt",
         "norm": "norm", "ones": "indicator", "ind": "indicator", "eig": "eig", "transpose": "transpose",
         "inv": "inverse", "expm": "expm", "logm": "logm",
         "KL": "divergence", "lambda_max": "eig", "argmax": "argmax", "argmin": "argmax", "rank": "rank",
         "floor": "floor", "ceil": "floor",
         "factorial": "factorial", **dict.fromkeys(("Var", "var", "Cov", "cov", "corr"), "spread")}
