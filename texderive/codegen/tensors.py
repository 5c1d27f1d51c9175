"""Functions of whole arrays as NumPy source."""
from __future__ import annotations

from ..errors import UnsupportedError


def tensor_source(name: str) -> tuple[str, str]:
    """Source template of a tensor function of the array {0} (and exponent {1}), the helper it needs."""
    if name == "softmax":
        return "softmax({0})", "softmax"
    if name.startswith("eig"):
        which = {"max": -1, "min": 0}.get(name[3:])
        position = which if which is not None else -int(name[3:]) if name[3:].isdecimal() else None
        if position is not None:
            return f"np.linalg.eigvalsh({{0}})[..., {position}]", ""
    found = TENSORS.get(name)
    if found is None:
        what = "Kronecker products and vec" if name == "constant" else f"the function {name}"
        raise UnsupportedError(f"no NumPy code for {what}", code="TD340", hint="the formula itself is given by to_latex")
    return found


TENSORS = {
    "inv": ("np.linalg.inv({0})", ""), "pinv": ("np.linalg.pinv({0})", ""), "det": ("np.linalg.det({0})", ""),
    "mpow": ("matrix_power({0}, {1})", "matrix_power"), "mexp": ("matrix_function(np.exp, {0})", "matrix_function"),
    "msin": ("matrix_function(np.sin, {0})", "matrix_function"), "mcos": ("matrix_function(np.cos, {0})", "matrix_function"),
    "mlog": ("matrix_function(np.log, {0})", "matrix_function"), "msqrt": ("matrix_function(np.sqrt, {0})", "matrix_function"),
    "entry_max": ("{0}.max(-1)", ""), "entry_min": ("{0}.min(-1)", ""),
    "spectral": ("np.linalg.norm({0}, 2, (-2, -1))", ""), "nuclear": ('np.linalg.norm({0}, "nuc", (-2, -1))', ""),
    "left_vector": ("singular_vectors({0})[0]", "singular_vectors"), "right_vector": ("singular_vectors({0})[1]", "singular_vectors"),
    "vector_eigmax": ("eigenvector({0}, -1)", "eigenvector"), "vector_eigmin": ("eigenvector({0}, 0)", "eigenvector"), "polar": ("polar({0})", "polar"),
}
