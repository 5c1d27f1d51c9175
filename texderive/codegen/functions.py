"""Functions as NumPy source, of numbers in forms that do not overflow and of whole arrays,
and the helper functions generated code may need."""
from __future__ import annotations

import re

from ..errors import UnsupportedError
from ..functions import FUNCTIONS

# forms better than those of FUNCTIONS for real arguments, and the factorial, which is no row there: name -> source in u
_STABLE = {
    "sigmoid": "(0.5 + 0.5 * np.tanh(0.5 * u))",
    "softplus": "np.logaddexp(0.0, u)",
    "relu": "np.maximum(u, 0.0)",
    "abs": "np.abs(u)",
    "sign": "np.sign(u)",
    "step": "np.where(u > 0, 1.0, 0.0)",
    "factorial": "factorial(u)",
    "bessel_i0": "np.i0(u)",
    "bessel_i1": "bessel_i1(u)",
}

HELPERS = {
    "erf": "erf = np.vectorize(math.erf, otypes=[float])",
    "factorial": "factorial = np.vectorize(lambda v: math.gamma(v + 1.0), otypes=[float])",
    "gamma": "gamma = np.vectorize(math.gamma, otypes=[float])",
    "digamma": '''
def digamma(u):
    """The derivative of ln Gamma for u > 0: recurrence, then the asymptotic series."""
    x = u + 12
    s = 1 / (x * x)
    series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
    return np.log(x) - 1 / (2 * x) - series - sum(1 / (u + k) for k in range(12))
''',
    "trigamma": '''
def trigamma(u):
    """The derivative of digamma for u > 0."""
    x = u + 12
    s = 1 / (x * x)
    series = s / x * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - 5 * s / 66))))
    return 1 / x + s / 2 + series + sum(1 / (u + k) ** 2 for k in range(12))
''',
    "bessel_i1": '''
def bessel_i1(u):
    """The modified Bessel function of order 1 by its series."""
    term = total = np.asarray(u) / 2.0
    for n in range(1, 400):
        term = term * u * u / (4.0 * n * (n + 1))
        total = total + term
    return total
''',
    "softmax": '''
def softmax(a):
    """Over the last axis."""
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
''',
    "shifted": '''
def shifted(a, axis, by):
    """a read at index + by along an axis, 0 outside."""
    where = np.arange(a.shape[axis]) + by
    inside = (where >= 0) & (where < a.shape[axis])
    shape = [-1 if k == axis else 1 for k in range(a.ndim)]
    return a.take(where.clip(0, a.shape[axis] - 1), axis=axis) * inside.reshape(shape)
''',
    "matrix_power": '''
def matrix_power(a, k):
    """Whole powers by products, others by eigenvalues."""
    if float(k).is_integer():
        return np.linalg.matrix_power(a, int(k))
    w, v = np.linalg.eig(a.astype(complex))
    return ((v * w[..., None, :] ** k) @ np.linalg.inv(v)).real
''',
    "matrix_function": '''
def matrix_function(f, a):
    """f of a diagonalisable matrix by its eigenvalues."""
    w, v = np.linalg.eig(a.astype(complex))
    return ((v * f(w)[..., None, :]) @ np.linalg.inv(v)).real
''',
    "singular_vectors": '''
def singular_vectors(a):
    """u and v of the largest singular value; the largest component of u is positive."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    u, v = u[..., :, 0], vt[..., 0, :]
    sign = np.where(np.take_along_axis(u, np.abs(u).argmax(-1)[..., None], -1) < 0, -1.0, 1.0)
    return u * sign, v * sign
''',
    "polar": '''
def polar(a):
    """U V^T of the singular value decomposition."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return u @ vt
''',
    "eigenvector": '''
def eigenvector(a, k):
    """The unit eigenvector of the k-th eigenvalue of a symmetric matrix, in rising order; its largest component is positive."""
    v = np.linalg.eigh((a + np.swapaxes(a, -1, -2)) / 2)[1][..., k]
    return v * np.where(np.take_along_axis(v, np.abs(v).argmax(-1)[..., None], -1) < 0, -1.0, 1.0)
''',
}


def function_source(name: str, u: str) -> tuple[str, str]:
    """(source of the function at the source u, helper it needs or "")."""
    text = _STABLE.get(name) or FUNCTIONS[name].numpy
    helper = next((word for word in re.findall(r"(?<![\w.])\w+(?=\()", text) if word in HELPERS), "")
    simple = u.isidentifier() or re.search(r"\w\(u\)", text) and text.count("u)") == 1
    code = re.sub(r"\bu\b", lambda _: u if simple else f"({u})", text)
    return (code if re.fullmatch(r"[\w.]+\(.*\)|\(.*\)", code) else f"({code})"), helper


def tensor_source(name: str) -> tuple[str, str]:
    """Source template of a tensor function of the array {0} (and exponent {1}), the helper it needs."""
    if name == "softmax":
        return "softmax({0})", "softmax"
    if name.startswith("eig"):
        which = {"max": -1, "min": 0}.get(name[3:])
        position = which if which is not None else -int(name[3:]) if name[3:].isdecimal() else None
        if position is not None:
            return f"np.linalg.eigvalsh({{0}})[..., {position}]", ""
    if name.startswith("vector_eig") and name[10:].isdecimal():
        return f"eigenvector({{0}}, {-int(name[10:])})", "eigenvector"
    found = TENSORS.get(name)
    if found is None:
        raise UnsupportedError(f"no NumPy code for the function {name}", code="TD340",
                               hint="the formula itself is given by to_latex")
    return found


TENSORS = {
    "inv": ("np.linalg.inv({0})", ""), "pinv": ("np.linalg.pinv({0})", ""), "det": ("np.linalg.det({0})", ""),
    "mpow": ("matrix_power({0}, {1})", "matrix_power"), "mexp": ("matrix_function(np.exp, {0})", "matrix_function"),
    "msin": ("matrix_function(np.sin, {0})", "matrix_function"), "mcos": ("matrix_function(np.cos, {0})", "matrix_function"),
    "mlog": ("matrix_function(np.log, {0})", "matrix_function"), "msqrt": ("matrix_function(np.sqrt, {0})", "matrix_function"),
    "entry_max": ("{0}.max(-1)", ""), "entry_min": ("{0}.min(-1)", ""),
    "spectral": ("np.linalg.norm({0}, 2, (-2, -1))", ""), "nuclear": ('np.linalg.norm({0}, "nuc", (-2, -1))', ""),
    "left_vector": ("singular_vectors({0})[0]", "singular_vectors"),
    "right_vector": ("singular_vectors({0})[1]", "singular_vectors"),
    "vector_eigmax": ("eigenvector({0}, -1)", "eigenvector"), "vector_eigmin": ("eigenvector({0}, 0)", "eigenvector"),
    "polar": ("polar({0})", "polar"),
}
