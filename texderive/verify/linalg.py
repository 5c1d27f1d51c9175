"""Functions of matrices in batches (..., n, n) that also hold
for complex input near the real axis (complex-step derivatives)."""
from __future__ import annotations

import math
from math import pi, sqrt

import numpy as np


def transpose(a: np.ndarray) -> np.ndarray:
    """The last two axes exchanged."""
    return np.swapaxes(a, -1, -2)


def _eye_like(a):
    return np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape)


def inv(a: np.ndarray) -> np.ndarray:
    """The inverse; NaN where singular."""
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError:
        return np.full_like(a, undefined(a))


def undefined(a: np.ndarray) -> complex:
    """What stands where a real or complex array has no value: its imaginary part would be a derivative."""
    return complex(np.nan, np.nan) if np.iscomplexobj(a) else np.nan


def pinv(a: np.ndarray) -> np.ndarray:
    """Moore-Penrose inverse; of complex matrices for full rank only."""
    if not np.iscomplexobj(a):
        return np.linalg.pinv(a, rcond=1e-9)
    t = transpose(a)
    return inv(t @ a) @ t if a.shape[-2] >= a.shape[-1] else t @ inv(a @ t)


def mexp(a: np.ndarray) -> np.ndarray:
    """Scaling and squaring with a Taylor polynomial."""
    a = a / 64.0
    term = total = _eye_like(a)
    for k in range(1, 15):
        term = term @ a / k
        total = total + term
    for _ in range(6):
        total = total @ total
    return total


def _alternating(first, a, step):
    square, term, total = a @ a, first, first
    for k in range(step, 61, 2):
        term = term @ square / (-k * (k - 1))
        total = total + term
    return total


def msin(a: np.ndarray) -> np.ndarray:
    """The sine of a matrix by its series."""
    return _alternating(a, a, 3)


def mcos(a: np.ndarray) -> np.ndarray:
    """The cosine of a matrix by its series."""
    return _alternating(_eye_like(a), a, 2)


def msqrt(a: np.ndarray) -> np.ndarray:
    """Principal square root by the Denman-Beavers iteration (Higham, Functions of Matrices, 6.15);
    NaN where it has none."""
    y, z = a, _eye_like(a)
    settled = 0
    for _ in range(40):
        before = y
        y, z = (y + inv(z)) / 2, (z + inv(y)) / 2
        settled = settled + 1 if np.abs((y - before).real).max() <= 1e-14 * np.abs(y.real).max() else 0
        if settled > 2:  # two more than the real parts need: imaginary ones follow them
            break
    residual = np.abs((y @ y - a).real).max(axis=(-1, -2), keepdims=True)
    return np.where(residual < 1e-8 * (1 + np.abs(a).max()), y, undefined(y))


def mlog(a: np.ndarray) -> np.ndarray:
    """Principal logarithm by inverse scaling and squaring: log A = 2^k log A^(1/2^k)."""
    for _ in range(6):
        a = msqrt(a)
    one = _eye_like(a)
    w = (a - one) @ inv(a + one)
    square, term, total = w @ w, w, w
    for k in range(3, 40, 2):
        term = term @ square
        total = total + term / k
    return 128 * total


def mpow(a: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """A to a power; `exponent` broadcasts against the leading axes of a.
    Whole and half powers by repeated products."""
    exponent = np.asarray(exponent)
    powers = sorted(set(map(float, exponent.real.ravel())))                # (np.unique loads numpy.ma)
    if len(powers) <= 16 and all((2 * p).is_integer() and abs(p) < _WHOLE for p in powers):
        half = any(not p.is_integer() for p in powers)
        base = msqrt(a) if half else a
        values = [np.linalg.matrix_power(base if p >= 0 else inv(base), abs(int((1 + half) * p))) for p in powers]
        at = exponent.real[..., None, None]
        return values[0] if len(values) == 1 else sum(np.where(at == p, value, 0) for p, value in zip(powers, values))
    return mexp(exponent[..., None, None] * mlog(a))


_WHOLE = 2 ** 53                       # above it every floating-point number is whole
LARGE = 100  # from here on NumPy raises complex numbers by exp and log, which loses a tiny imaginary part


def whole_power(base: np.ndarray, exponent: int) -> np.ndarray:
    """base to a whole exponent, by squaring."""
    power, square, left = np.ones_like(base), base, abs(exponent)
    while left:
        power = power * square if left & 1 else power
        left >>= 1
        square = square * square if left else square
    return power if exponent >= 0 else 1.0 / power


def softmax(a: np.ndarray, axis: int) -> np.ndarray:
    """The softmax along an axis."""
    e = np.exp(a - a.real.max(axis=axis, keepdims=True))
    return e / np.add.reduce(e, axis=axis, keepdims=True)


def _first_order(value, left, right, a):
    """value + i u^T Im(A) v: the change of a simple eigenvalue or singular value to first order."""
    if not np.iscomplexobj(a):
        return value
    return value + 1j * np.einsum("...ik,...ij,...jk->...k", left, a.imag, right)


def singular_values(a: np.ndarray) -> np.ndarray:
    """In falling order."""
    u, s, vt = np.linalg.svd(a.real, full_matrices=False)
    return _first_order(s, u, transpose(vt), a)


def eigenvalues(a: np.ndarray) -> np.ndarray:
    """Of the symmetric part, in falling order."""
    real = (a.real + transpose(a.real)) / 2
    values, vectors = np.linalg.eigh(real)
    return _first_order(values, vectors, vectors, a)[..., ::-1]


def spectral(a: np.ndarray) -> np.ndarray:
    """The largest singular value, (...)."""
    return singular_values(a)[..., 0]


def nuclear(a: np.ndarray) -> np.ndarray:
    """The sum of the singular values, (...)."""
    return singular_values(a).sum(axis=-1)


def place_of(which: str) -> int:
    """Where an eigenvalue stands, the largest first: "max", "min", a number or a letter,
    for which the second stands here.

    >>> place_of("max"), place_of("min"), place_of("2"), place_of("k")
    (0, -1, 1, 1)
    """
    return {"max": 0, "min": -1}.get(which, int(which) - 1 if which.isdecimal() else 1)


def eigenvector(a: np.ndarray, k: int) -> np.ndarray:
    """The unit eigenvector, a column, for the k-th largest, simple eigenvalue of the symmetric part;
    for complex input to first order.

    Of v and -v the one whose largest component is positive."""
    real = (a.real + transpose(a.real)) / 2
    values, vectors = np.linalg.eigh(real)
    values, vectors = values[..., ::-1], vectors[..., ::-1]
    v = vectors[..., k][..., None]
    v = v * np.where(np.take_along_axis(v, np.abs(v).argmax(-2)[..., None], -2) < 0, -1.0, 1.0)
    if not np.iscomplexobj(a):
        return v
    gap = values[..., k][..., None] - values
    gap[..., k] = np.inf
    return v + 1j * ((vectors / gap[..., None, :]) @ transpose(vectors) @ ((a.imag + transpose(a.imag)) / 2) @ v)


def left_vector(a: np.ndarray) -> np.ndarray:
    """u of the largest, simple singular value, a column: an eigenvector of A A^T."""
    return eigenvector(a @ transpose(a), 0)


def right_vector(a: np.ndarray) -> np.ndarray:
    """v = A^T u / sigma for the u of `left_vector`."""
    return transpose(a) @ left_vector(a) / spectral(a)[..., None, None]


def thin_vectors(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """U and V of the thin singular value decomposition; NaN for complex input."""
    u, _, vt = np.linalg.svd(a.real, full_matrices=False)
    v = transpose(vt)
    return (u, v) if not np.iscomplexobj(a) or not np.any(a.imag) else (u * np.nan, v * np.nan)


def polar(a: np.ndarray) -> np.ndarray:
    """U V^T of a matrix U S V^T of full rank."""
    t = transpose(a)
    return a @ inv(msqrt(t @ a)) if a.shape[-2] >= a.shape[-1] else inv(msqrt(a @ t)) @ a


MATRIX_FUNCTIONS = {"exp": mexp, "sin": msin, "cos": mcos, "log": mlog, "sqrt": msqrt}


def erf(u: np.ndarray) -> np.ndarray:
    """Error function by its series of positive terms, 2/sqrt(pi) e^(-u^2) sum 2^n u^(2n+1) / (2n+1)!!
    (Abramowitz & Stegun 7.1.6)."""
    term = total = u
    square = 2 * u * u
    for n in range(1, 120):
        term = term * square / (2 * n + 1)
        total = total + term
    return 2 / sqrt(pi) * np.exp(-u * u) * total


_SHIFT = 12  # from u + 12 on, the asymptotic series below are exact to machine precision


def gamma(u: np.ndarray) -> np.ndarray:
    """Gamma(u) for u > 0."""
    return factorial(u - 1)


def digamma(u: np.ndarray) -> np.ndarray:
    """(ln Gamma)'(u) for u > 0: recurrence, then the asymptotic series (Abramowitz & Stegun 6.3.6, 6.3.18)."""
    x = u + _SHIFT
    s = 1 / (x * x)
    return (np.log(x) - 1 / (2 * x) - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
            - sum(1 / (u + k) for k in range(_SHIFT)))


def trigamma(u: np.ndarray) -> np.ndarray:
    """The derivative of digamma for u > 0 (Abramowitz & Stegun 6.4.6, 6.4.12)."""
    x = u + _SHIFT
    s = 1 / (x * x)
    return (1 / x + s / 2 + s / x * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - 5 * s / 66))))
            + sum(1 / (u + k) ** 2 for k in range(_SHIFT)))


def bessel_i(order: int, u: np.ndarray) -> np.ndarray:
    """The modified Bessel function of the first kind by its series (Abramowitz & Stegun 9.6.10)."""
    term = total = (u / 2) ** order
    for n in range(1, 60):
        term = term * u * u / (4 * n * (n + order))
        total = total + term
    return total


_LANCZOS = (0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7)


def factorial(x: np.ndarray) -> np.ndarray:
    """x! for x > -1: exact for whole numbers, else Lanczos' approximation of Gamma(x + 1)."""
    if not np.iscomplexobj(x) and np.all(x == np.round(x)) and np.all(x >= 0) and np.all(x < 170):
        return np.vectorize(lambda v: math.gamma(v + 1), otypes=[float])(x)
    total = _LANCZOS[0] + sum(c / (x + k) for k, c in enumerate(_LANCZOS[1:], 1))
    t = x + 7.5
    return sqrt(2 * pi) * t ** (x + 0.5) * np.exp(-t) * total


# what the formulas of FUNCTIONS may name
SPECIAL_FUNCTIONS = {"np": np, "erf": erf, "gamma": gamma, "digamma": digamma, "trigamma": trigamma, "bessel_i": bessel_i}
