"""The tools side by side: `python -m bench.tools TOOL` derives every shared problem once and prints the milliseconds as JSON.

One process holds one tool, warmed up on problems that are not in the table, so that neither imports nor another tool's work are
counted and every figure is a first call.
"""
from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable

from .shared import SHARED, Shared
from .timing import clock

Ready = Callable[[], object]        # does the work that is timed; raises where the tool cannot


def texderive(problem: Shared) -> Ready:
    """From the LaTeX string to verified steps and the printed result."""
    import texderive as td

    return lambda: td.derive(problem.latex, declare=problem.declare).result.latex


def unverified(problem: Shared) -> Ready:
    """The same, nothing checked: reading, typing, lowering, deriving, raising, every printed line made, the result printed."""
    from texderive import index, write
    from texderive.read import read
    from texderive.types import interpret
    from texderive.worked.back import back_act
    from texderive.worked.build import derived
    from texderive.worked.reading import read_back

    def derive() -> object:
        with index.session():
            asked = interpret(read(problem.latex), problem.declare)
            setting, acts, final = derived(asked, [], False)
            reading = read_back(setting, final)
            back = back_act(setting, reading, Believing())
            return acts, back, write.latex(reading.expr if reading.expr is not None else reading.node, setting.naming, asked.style)

    return derive


class Believing:
    """Stands where the judge stands, and looks at nothing."""

    def __init__(self):
        from texderive.verify.compare import Comparison

        self.verifier, self._yes = self, Comparison(True, 0.0)

    def raised_equal(self, *_):
        return self._yes

    stacked = raised_equal


def engine(problem: Shared) -> Ready:
    """The engine alone: a typed problem to index notation, derived with all steps, and raised to matrices."""
    from texderive import index
    from texderive.read import read
    from texderive.types import interpret

    asked = interpret(read(problem.latex), problem.declare)

    def derive() -> object:
        with index.session():
            return _engine(asked)

    return derive


def _engine(asked):
    from texderive.deriving.engine import Engine
    from texderive.worked.reading import read_back
    from texderive.worked.setup import set_up

    setting = set_up(asked)
    moves = Engine().differentiate(setting.target)
    return setting, read_back(setting, moves[-1].node)


def sympy(problem: Shared) -> Ready:
    """`diff` of the ready-made expression."""
    import sympy as sp

    sizes = {s: sp.Symbol(s, integer=True, positive=True) for s in ("N", "n", "m", "d", "k")}
    names = dict(vars(sp)) | sizes
    for key, shape in problem.declare.items():
        name = {r"\lambda": "lamda"}.get(key, key.strip("\\"))
        rows, _, columns = shape.partition(" x ")
        names[name] = sp.Symbol(name) if shape == "scalar" else sp.MatrixSymbol(name, sizes[rows], sizes.get(columns, 1))
    names["OneMatrix"] = sp.OneMatrix
    expression = eval(problem.sympy, names)

    def derive() -> object:
        result = expression
        for _ in range(problem.order):
            result = result.diff(names[problem.by])
        if result == 0 or getattr(result, "is_ZeroMatrix", False):
            raise ValueError("answers 0")
        if result.has(sp.Derivative):
            raise ValueError("leaves a derivative standing")
        return result

    return derive


def tensorgrad(problem: Shared) -> Ready:
    """`grad` of the ready-made tensor and `full_simplify`."""
    import sympy as sp
    import tensorgrad as tg
    import tensorgrad.functions as F

    names = {s: sp.Symbol(s) for s in ("N", "n", "m", "d", "k")} | {"V": tg.Variable, "F": F}
    expression, by = eval(problem.tensorgrad, names), eval(problem.by_tensorgrad, names)

    def derive() -> object:
        result = expression
        for _ in range(problem.order):
            result = result.grad(by)
        return result.full_simplify()

    return derive


TOOLS = {"texderive": texderive, "unverified": unverified, "engine": engine, "sympy": sympy, "tensorgrad": tensorgrad}
REPEATS = 5          # of the warm-up: until Python 3.11 has specialised the code that every problem runs through
WARM_UP = (          # not in the table; so that what a tool loads when first needed is not counted
    Shared("bilinear form", r"\frac{\partial}{\partial z} c^\top M z", {"z": "m", "c": "n", "M": "n x m"}, "z", "c.T*M*z",
           "V('c', i=n) @ V('M', i=n, j=m) @ V('z', j=m)", "V('z', j=m)"),
    Shared("trace", r"\frac{\partial}{\partial M} \operatorname{tr}(M^\top M C)",
           {"M": "n x n", "C": "n x n"}, "M", "Trace(M.T*M*C)",
           "V('M', i=n, j=n) @ V('M', i=n, j=n).rename(j='k') @ V('C', k=n, j=n)", "V('M', i=n, j=n)"),
    Shared("layer by its weights", r"\frac{\partial}{\partial M} \tanh(M z)", {"M": "m x n", "z": "n"}, "M", "(M*z).applyfunc(tanh)",
           "F.tanh(V('M', k=m, i=n) @ V('z', i=n))", "V('M', k=m, i=n)"),
)


def measure(name: str) -> dict[str, float | str]:
    """Milliseconds by problem, or why there is no answer."""
    tool = TOOLS[name]
    for round_ in range(REPEATS):
        if round_ == REPEATS - 1:
            gc.collect()
            gc.freeze()                         # what is loaded is no garbage: no tool is to be timed while Python searches it
        for problem in WARM_UP:
            tool(problem)()
    figures: dict[str, float | str] = {}
    for problem in SHARED:
        if getattr(problem, name, True) == "":
            figures[problem.name] = "cannot be stated"
            continue
        ready = tool(problem)
        try:
            figures[problem.name] = clock(ready)[0]
        except Exception as error:              # a rival's failure of any kind is a figure of this table
            figures[problem.name] = f"{type(error).__name__}: {error}".splitlines()[0][:80]
    return figures


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
