"""What is said of a typed formula: its symbols, the shapes that were inferred, and everything
that was supposed on the way."""
from __future__ import annotations

from ...symbols import Dim, Symbol, size_latex, sizes_latex
from ..notation.sets import MEMBER
from ..terms.build import Builder
from ..terms.elaborate import Elaborator
from ..terms.letters import declared_symbol
from .dependents import dependence


def symbols_of(el: Elaborator, builder: Builder) -> dict[str, Symbol]:
    """Every symbol by its key, declared ones that do not occur included."""
    out: dict[str, Symbol] = {}
    for d in [d for found in el.reading.declared.values() for d in found]:
        symbol = el.symbols.get(d.key)
        if symbol is None and d.symbol is None:
            symbol = declared_symbol(el, d)
        out[d.key] = d.symbol if symbol is None else builder.symbol(symbol)
    for table in (el.symbols, el.specials):
        for key, s in table.items():
            if key not in out:
                out[key] = builder.symbol(s)
    return out


def shape_sentences(el: Elaborator, builder: Builder) -> list[str]:
    """One sentence for what was not declared: X in R^{N x d}, beta in R^d (inferred)."""
    parts = []
    for s in el.symbols.values():
        if s.declared or s.base.startswith(MEMBER):
            continue
        rows, cols = builder.shape(s)
        if len(s.family) > 2 and s.key == s.base:                  # a tensor that is used by its components
            axes = sizes_latex(tuple(map(builder.dim, s.family)))
            parts.append(rf"${s.key} \in \mathbb{{R}}^{{{axes}}}$")
            continue
        parts.append(rf"${s.key} \in {_space(rows, cols)}$")
    for name, o in el.opaques.items():
        if name not in el.reading.functions and (o.rows, o.cols) != (1, 1):
            parts.append(rf"${o.latex}(\cdot) \in {_space(*builder.shape(o))}$")
    depending = filter(None, (dependence(el.reading.functions[name], _space(*builder.shape(o)))
                              for name, o in el.opaques.items() if o.stands or o.signs is not None))
    return [*([", ".join(parts) + " (inferred)"] if parts else []), *depending]


def _space(rows: Dim, cols: Dim) -> str:
    return (r"\mathbb{R}" if (rows, cols) == (1, 1) else rf"\mathbb{{R}}^{{{size_latex(rows)}}}" if cols == 1
            else rf"\mathbb{{R}}^{{{sizes_latex((rows, cols))}}}")


def assumptions(el: Elaborator, builder: Builder) -> tuple[str, ...]:
    """Sentences: the shapes that were inferred, then what was noted on the way."""
    return tuple(shape_sentences(el, builder) + list(el.notes))
