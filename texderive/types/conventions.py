r"""What letters, words and signs usually mean, where nothing is said of them: tables that all of typing looks into."""
from __future__ import annotations

# ---------------------------------------------------------------- signs above a letter
TRANSPOSES = {"T", r"\top", r"\intercal", "t", r"\prime", "'", "⊤", r"\mathsf{T}", r"\transpose", "tr", "Tr", r"\T", r"\tran"}
CONJUGATES = {"H", r"\dagger", r"\ddagger", "†", r"\mathsf{H}", r"\herm"}
STARS = frozenset(("*", r"\star", r"\ast"))

# ---------------------------------------------------------------- letters that are functions
FUNCTION_LETTERS = {"f", "g", "h", "F", r"\phi", r"\psi", r"\rho", r"\varphi", r"\sigma", r"\Gamma", r"\Phi", r"\ell"}
KERNELS = frozenset(("K", "k", r"\kappa", "p", "q"))         # letters of kernels and densities, where they stand before x - x_n
LETTER_FUNCTIONS = {r"\sigma": "sigmoid", r"\varsigma": "sigmoid", r"\Gamma": "gamma", "I_0": "bessel_i0", "I_1": "bessel_i1"}      # where they are called
SPECIAL_FUNCTIONS = (r"\Gamma", r"\zeta", "I_0", "I_1")                            # before a bracket they are functions of a number, and no factors
EXTREME_VALUES = (r"\lambda_max", r"\lambda_min", r"\sigma_max")      # functions of a matrix unless declared otherwise

# ---------------------------------------------------------------- letters of numbers, indices and losses
NUMBERING = frozenset("ijklmnpqrst")           # letters that usually number something
INDEX_LETTERS = frozenset("ijklmnpqrstabcduvNMK") | {r"\mu", r"\nu", r"\alpha", r"\beta", r"\ell"}
SPECIAL = {"I", "1", "0", r"\pi", "e", r"\infty"}
COSTS = frozenset(("L", "J", r"\mathcal{L}", r"\mathcal{J}", r"\ell"))          # letters of losses, which are numbers
LOSSES = COSTS | {"C", "E", "f", "F"}       # undefined, they hardly ever are constants

# ---------------------------------------------------------------- words before brackets: spelling -> the function that is meant
WORDS = {"trace": "tr", "Tr": "tr", "Trace": "tr", "TR": "tr", "Sp": "tr", "sp": "tr", "Spur": "tr", "traza": "tr", "tr": "tr", "det": "det", "Det": "det", "diag": "diag", "Diag": "diag",
         "vec": "vec", "Vec": "vec", "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "smax": "softmax", "sum": "sum", "mean": "mean",
         "logdet": "logdet", "lse": "lse", "LSE": "lse", "logsumexp": "lse", "LogSumExp": "lse", "max": "max", "min": "min", "sqrt": "sqrt",
         "norm": "norm", "ones": "indicator", "ind": "indicator", "eig": "eig", "transpose": "transpose", "inv": "inverse", "expm": "expm", "logm": "logm",
         "KL": "divergence", "lambda_max": "eig", "argmax": "argmax", "argmin": "argmax", "rank": "rank", "floor": "floor", "ceil": "floor",
         "factorial": "factorial", **dict.fromkeys(("Var", "var", "Cov", "cov", "corr"), "spread")}
