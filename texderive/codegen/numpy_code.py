"""A NumPy function for an index expression: its arguments and sizes, its lines, the array
with its delta structure kept."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .. import index as ix_
from ..index import Index, Node
from ..symbols import Dim, Symbol
from .functions import HELPERS
from .nodes import NodeSource
from .structure import parts
from .values import ATOM, SUM, Value, aligned
from .wholes import symbols_of


def generate(node: Node, out: tuple[Index, ...], symbols: Iterable[Symbol], name: str = "derivative",
             rows: int | None = None) -> str:
    """Source text of a function `name` that computes `node` over its free indices `out`, in this order; with `rows` a
    matrix, whose rows stand for the first so many of them and whose columns for the others,
    the first index of each fastest (vec).

    Its arguments are the arrays among `symbols` and the numbers it depends on, in their order, but for ones and
    identities; then sizes that no array shows.

    Terms that hold deltas between output indices are computed without them: the Hessian of ||T - U V^T||^2 by U costs
    what 2 V^T V costs.  The function then takes `dense`: by default it fills the whole array at the end; with
    dense=False it returns the compact parts, pairs (pattern, array) such as ("bd->abad", 2 V^T V), where the array's
    entry [b, d] stands at [a, b, a, d] for every a and all other entries are 0.

    Raises UnsupportedError for unevaluated derivatives and unspecified functions.
    """
    with ix_.session():
        return _Writer(node, out, symbols, rows).function(name)


class _Writer(NodeSource):
    """Writes one function."""

    def __init__(self, node: Node, out: tuple[Index, ...], symbols: Iterable[Symbol], rows: int | None):
        self.out = out
        self.pairs = None if rows is None else (out[:rows][::-1], out[rows:][::-1])
        self.parts = parts(node, out)
        cores = [p.core for p in self.parts]
        super().__init__(uses(cores))
        self.needed = needed(cores)
        self.leaves = list(dict.fromkeys([*(s for s in symbols if s.definition is None
                                            and (s.slots or s in self.needed)), *self.needed]))
        for symbol in self.leaves:
            self.names.of(symbol.latex or symbol.key, symbol)

    def function(self, name: str) -> str:
        grouped: dict[tuple[int, ...], list[Value]] = {}
        for part in self.parts:
            grouped.setdefault(part.pattern, []).append(self.value(part.core))
        cores = {pattern: self.total(values) for pattern, values in grouped.items()}
        structured = any(pattern != tuple(range(len(self.out))) for pattern in cores)
        tail = self.structured(cores) if structured else self.plain(cores)
        made = [f"{self.names.of(s.latex, s)} = {self.constant(s)}" for s in self.leaves if _made(s) and s in self.needed]
        arguments = [s for s in self.leaves if not _made(s)]
        read = {dim: self.size_line(dim, text, arguments) for dim, text in self.sizes.items()}
        sizes = [line for line in read.values() if line]
        loose = [text for dim, text in self.sizes.items() if not read[dim]]
        arrays = [self.names.of(s.latex, s) for s in arguments]
        head = f"def {name}({', '.join(arrays + loose + ['*, dense=True'] * structured)}):"
        convert = [f"{a} = np.asarray({a}, dtype=float)" for a, s in zip(arrays, arguments) if s in self.needed
                   or any(f"{a}.shape" in line for line in sizes)]
        body = self.doc(arguments, arrays, structured) + convert + sizes + made + self.lines + tail
        imports = ["import math", ""] * any("math." in HELPERS[h] for h in self.helpers) + ["import numpy as np", "", ""]
        helpers = [line for h in self.helpers for line in (*HELPERS[h].strip("\n").split("\n"), "", "")]
        return "\n".join(imports + helpers + [head] + ["    " + line if line else "" for line in body]) + "\n"

    def doc(self, arguments, arrays, structured) -> list[str]:
        shapes = [f"{a}: {' x '.join(map(str, s.slots)) or 'number'}" for a, s in zip(arrays, arguments)]
        result = (" x ".join(str(i.dim) for i in self.out) if self.pairs is None
                  else " x ".join("*".join(str(i.dim) for i in side) or "1" for side in self.pairs))
        lines = [f'"""Result: {result or "number"}.', "", *shapes]
        if structured:
            lines += ["", "With dense=False the parts (pattern, array): the array's entries stand where the pattern "
                          "says, all others are 0."]
        return lines + ['"""']

    def total(self, values: list[Value]) -> Value:
        return values[0] if len(values) == 1 else self.sum_of(values)

    def plain(self, cores) -> list[str]:
        core = next(iter(cores.values())) if cores else Value("0.0")
        order = self.out if self.pairs is None else self.pairs[0] + self.pairs[1]
        if set(core.ix) == set(self.out):
            return [f"return {self.paired(aligned(core, order, SUM if self.pairs is None else ATOM))}"]
        return [f"return {self.paired(f'np.broadcast_to({aligned(core, order, SUM)}, {self.shape(order)})')}"
                + ".copy()" * (self.pairs is None)]

    def paired(self, code: str) -> str:
        """Source of the matrix over pairs of indices, of an array in the order of the pairs."""
        return (code if self.pairs is None
                else f"{code}.reshape({', '.join(' * '.join(self.size(i.dim) for i in side) or '1' for side in self.pairs)})")

    def structured(self, cores) -> list[str]:
        """The compact parts, then the dense array filled through views of its diagonals."""
        lines, fill, listed = [], [], []
        for k, (pattern, core) in enumerate(cores.items()):
            letters = [chr(ord("a") + p) for p in pattern]
            order = tuple(i for p, i in enumerate(self.out) if pattern[p] == p and i in core.ix)
            part = self.names.new(f"part{k + 1}" if len(cores) > 1 else "part")
            lines.append(f"{part} = {aligned(core, order, SUM)}")
            names = "".join(chr(ord("a") + self.out.index(i)) for i in order)
            listed.append(f'("{names}->{"".join(letters)}", {part})')
            places = tuple(i for p, i in enumerate(self.out) if pattern[p] == p)
            view = f'np.einsum("{"".join(letters)}->{"".join(dict.fromkeys(letters))}", out)'
            fill.append(f"{view}[...] += {aligned(Value(part, order), places, SUM)}")
        return lines + ["if not dense:", f"    return [{', '.join(listed)}]", f"out = np.zeros({self.shape(self.out)})",
                        *fill, f"return {self.dense()}"]

    def dense(self) -> str:
        """Source of what the function returns of the filled array `out`."""
        if self.pairs is None:
            return "out"
        return self.paired(f"out.transpose({', '.join(str(self.out.index(i)) for side in self.pairs for i in side)})")

    def size_line(self, dim: Dim, text: str, arguments: list[Symbol]) -> str:
        """Where the function reads a size, "" if no argument shows it."""
        for s in sorted(arguments, key=lambda s: s not in self.needed):
            if dim in s.slots:
                return f"{text} = {self.names.of(s.latex, s)}.shape[{s.slots.index(dim)}]"
        for s in arguments:
            if s.key == dim and not s.slots:
                return f"{text} = int({self.names.of(s.latex, s)})"
        return ""

    def constant(self, symbol: Symbol) -> str:
        sizes = [self.size(d) for d in symbol.slots]
        return f"np.eye({', '.join(sizes)})" if "identity" in symbol.props else f"np.ones(({', '.join(sizes)},))"


def _made(symbol: Symbol) -> bool:
    """Symbols whose value follows from their properties: they are no arguments."""
    return bool(symbol.slots) and bool({"ones", "ones_any", "identity"} & symbol.props)


def needed(nodes: list[Node]) -> dict[Symbol, None]:
    """The symbols whose values matter."""
    found = everything(nodes)
    whole = [s for n in found if n.op == "tfn" and n.data[0] == "constant" for s in symbols_of(ix_.extra_of(n))]
    return dict.fromkeys([*(n.data for n in found if n.op == "comp" and n.data.definition is None), *whole])


def everything(nodes: list[Node]) -> list[Node]:
    """Every distinct node, definitions entered."""
    seen, stack, found = set(), list(nodes), []
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        found.append(node)
        stack += reversed(node.args)
        if node.op == "comp" and node.data.definition is not None:
            stack.append(node.data.definition.body)
    return found


def uses(nodes: list[Node]) -> Counter:
    """How often each node stands as an argument of another."""
    count = Counter(nodes)
    for node in everything(nodes):
        count.update(node.args)
    return count
