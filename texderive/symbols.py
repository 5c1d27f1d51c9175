"""Symbols: what a letter of the formula stands for."""
from __future__ import annotations

import re
from dataclasses import field

from .records import record

Dim = str | int            # a named size such as "n", or a literal one; the integer 1 marks an absent axis
LITERAL = 24                # the largest literal size that is checked as it is, and written out as a matrix
Shape = tuple[Dim, Dim]    # (rows, columns): a column vector is (n, 1), a row vector (1, n), a scalar (1, 1)

SCALAR: Shape = (1, 1)
_LONG_SUBSCRIPT = re.compile(r"_(\w\w+)")
NORMAL = r"\mathcal{N}"      # the normal density: its values go by their names, which need no definition


def composite(size: Dim) -> bool:
    """Whether a size is a product "m*n" or a sum "n+1" of sizes."""
    return isinstance(size, str) and ("*" in size or "+" in size)


def product_dim(*dims: Dim) -> Dim:
    """The size m*n of a vec or a Kronecker product; a product of literals is a literal."""
    value, names = 1, []
    for d in dims:
        if isinstance(d, int):
            value *= d
        else:
            names += [f"({d})"] if "+" in d else d.split("*")
    return "*".join(sorted(names) + [str(value)] * (value != 1)) if names else value


def sum_dim(*dims: Dim) -> Dim:
    """The size n+m+1 of blocks in a row.

    >>> sum_dim("n", 1, "d", 1), sum_dim(2, 3)
    ('n+d+2', 5)
    """
    value, names = 0, []
    for d in dims:
        if isinstance(d, int):
            value += d
        else:
            names.append(d)
    return "+".join(names + [str(value)] * (value != 0)) if names else value


def size_latex(size: Dim) -> str:
    """A size as it is written: m n for the product "m*n", 2N for "N*2", n_{10} for "n_10".

    >>> size_latex("m*n"), size_latex("N*2"), size_latex(3), size_latex("n+1"), size_latex("n_10")
    ('m n', '2N', '3', 'n+1', 'n_{10}')
    """
    *names, last = _LONG_SUBSCRIPT.sub(r"_{\1}", str(size)).split("*")
    return last + " ".join(names) if names and last.isdecimal() else " ".join((*names, last))


def sizes_latex(shape: tuple[Dim, ...], times: str = r"\times ") -> str:
    r"""Sizes with \times between them, sums of sizes among several in brackets.

    >>> sizes_latex(("m", "n+1"))
    'm\\times (n+1)'
    """
    written = [size_latex(d) for d in shape]
    return times.join([f"({w})" if "+" in w and "(" not in w and len(written) > 1 else w for w in written])


def family_pattern(latex: str, count: int) -> str:
    r"""How members of a family of this name are written: x_{{{}}} for x and one index, to be filled by str.format."""
    return latex.replace("{", "{{").replace("}", "}}") + "_{{" + "{}" * count + "}}"


def named_at(latex: str, values: dict[str, str]) -> str:
    """a_{nj} of the name a_{nk}: the letters in its scripts and brackets replaced, all at once."""
    def new(script: re.Match[str]) -> str:
        return re.sub(r"\\[A-Za-z]+|[A-Za-z]", lambda m: values.get(m[0], m[0]), script[0])
    return re.sub(r"[_^]\{[^{}]*\}|[_^][A-Za-z]|\([A-Za-z]\)", new, latex)


@record(eq=False)
class Symbol:
    r"""A declared or inferred tensor; two symbols are the same exactly when they are one object.

    key      the symbol as declared or first written, `\mathbf{x}`; the key of `env` and of `.shapes`
    latex    how it is printed
    shape    rows and columns of one member
    family   sizes of the leading axes of a family of such members, x_n for n = 1..N: ("N",)
    letters  the author's index letters for the family axes, ("n",)
    props    facts such as "symmetric", "posdef", "invertible", "positive", "constant", "ones"
    plain    the letter that names components, when it differs: x_i for \mathbf{x}
    pattern  how a family member is printed, with {} for each index, e.g. "x^{({})}" or r"\mathbf{x}_{{{}}}"
    """

    key: str
    latex: str
    shape: Shape = SCALAR
    family: tuple[Dim, ...] = ()
    letters: tuple[str, ...] = ()
    props: frozenset[str] = frozenset()
    plain: str = ""
    pattern: str = ""
    definition: object = field(default=None, compare=False)   # index.Definition of a named intermediate, else None

    @property
    def slots(self) -> tuple[Dim, ...]:
        """Sizes of all axes: those of the family, then rows and columns that are not absent."""
        return self.family + tuple([d for d in self.shape if d != 1])

    def __repr__(self) -> str:
        return f"Symbol({self.key!r}, {'x'.join(map(str, self.slots)) or 'scalar'})"
