r"""Names for the singular and eigenvectors that a derivative brings in: u_1, v_1
unless the author uses these letters."""
from __future__ import annotations

from ..index import Node
from ..problem import Style

_NAMES = {
    "singular vectors": ((("u", "v"), ("y", "z"), (r"\xi", r"\eta"), (r"\mu", r"\nu")), "{}_1"),
    "eigenvector": ((("v",), ("u",), ("z",), ("y",), (r"\xi",), (r"\eta",)), "{}"),
    "all singular vectors": ((("U", "V"), ("Y", "Z"), ("F", "G"), (r"\Xi", r"\Psi")), "{}"),
}


class VectorNames:
    """One name or pair of names for each array, in LaTeX.  `taken` are letters in use; those given out are added to it.

    >>> from texderive.index import num
    >>> VectorNames({"u"}).of("singular vectors", num(1))
    ('y_1', 'z_1')
    """

    def __init__(self, taken: set[str] | None = None, style: Style = Style()):
        self.taken, self.style = set() if taken is None else taken, style
        self.given: dict[tuple[str, Node, str], tuple[str, ...]] = {}

    def of(self, kind: str, array: Node, which: str = "") -> tuple[str, ...]:
        """The names for an array; `which` tells the largest from the smallest eigenvalue."""
        found = self.given.get((kind, array, which))
        if found is None:
            choices, pattern = _NAMES[kind]
            letters = next((c for c in choices if not self.taken & set(c)), None)
            if letters is None:
                letters = tuple(rf"\tilde{{{c}}}" for c in choices[len(self.given) % len(choices)])
            self.taken.update(letters)
            number = which.removeprefix("eig")
            pattern = pattern if number in ("", "max", "min") else f"{{}}_{number}"
            found = self.given[kind, array, which] = tuple(pattern.format(self.style.lettered(c,
                kind == "all singular vectors")) for c in letters)
        return found
