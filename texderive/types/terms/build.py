"""From typed terms to matrix.Expr, once every size has a name; open sizes get conventional names
that nothing else uses."""
from __future__ import annotations

import re

from ... import matrix as m
from ...symbols import Dim, Symbol
from .elaborate import Elaborator, LetTerm, OpaqueTerm, SymbolTerm
from .term import Term
from .unify import settled

POOL = ("n", "m", "p", "q", "d", "k", "r", "h", "s", "l", "N", "M", "K", "D", "P", "Q")
FAMILY_POOL = ("N", "M", "K", "T", "L")
DEEP = 4                                     # layers from which on their sizes are numbered
_LAYER = re.compile(r"([^_^]+[_^])[\[(]?(\d+)[\])]?")


class Builder:
    """One formula's sizes named and its terms made into matrix expressions; shared subterms are built once."""

    def __init__(self, el: Elaborator, taken: set[str]):
        self.el = el
        self.taken = set(taken) | {s for s in el.dims if isinstance(s, str)}
        self.symbols: dict[int, Symbol] = {}
        self.lets: dict[int, m.Let] = {}
        self.done: dict[int, m.Expr] = {}
        self.opaques: dict[int, m.Opaque] = {}
        self.order: list[m.Let] = []
        self.named: list[tuple[SymbolTerm, Symbol]] = []
        self._name_sizes()

    # ------------------------------------------------------------------ sizes
    def _name_sizes(self) -> None:
        symbols = list(self.el.symbols.values()) + list(self.el.specials.values())
        for s in symbols:
            for axis in s.family:
                self._wish(axis, FAMILY_POOL)
        if len(symbols) >= DEEP:
            self._name_layers(symbols)
        for s in symbols:
            if s.rows != 1 and s.cols != 1:
                data = (s.name in ("X", r"\Phi") and settled(s.rows) is None and settled(s.cols) is None
                        and s.rows.root() is not s.cols.root())
                self._wish(s.rows, ("N",) + POOL if data else ("n",) + POOL if s.rows.root() is s.cols.root()
                           else ("m", "p", "q") + POOL)
                self._wish(s.cols, ("d",) + POOL if data else POOL)
        for s in symbols:
            self._wish(s.rows, POOL)
            self._wish(s.cols, POOL)

    def _name_layers(self, symbols: list[SymbolTerm]) -> None:
        """In a deep network the layers number their sizes: W_3 is n_3 x n_2,
        and so do the factors of A_1 A_2 A_3 A_4."""
        layers: dict[str, list[tuple[int, SymbolTerm]]] = {}
        for s in symbols:
            if not isinstance(s.rows, int) and not isinstance(s.cols, int) and (layer := _LAYER.fullmatch(s.name)):
                layers.setdefault(layer[1], []).append((int(layer[2]), s))
        for found in layers.values():
            weights = sorted(found, key=lambda w: w[0])
            letter = next((c for c in POOL if not any(t == c or t.startswith(f"{c}_") for t in self.taken)), "")
            if not letter or len({s.rows.root() for _, s in weights}) < DEEP:
                continue
            for inner, outer in ("rows", "cols"), ("cols", "rows"):
                if all(getattr(s, inner).root() is getattr(t, outer).root() for (_, s), (_, t) in zip(weights, weights[1:])):
                    for number, s in weights:
                        self._wish(getattr(s, outer), (f"{letter}_{number - 1}",))
                        self._wish(getattr(s, inner), (f"{letter}_{number}",))

    def _wish(self, axis, pool) -> None:
        if isinstance(axis, int):
            return
        root = axis.root()
        if root.factors:
            for f in root.factors:
                self._wish(f, pool)
        elif root.name is None:
            name = next((c for c in pool if c not in self.taken), None)
            serial = 1
            while name is None:
                name = f"n_{serial}" if f"n_{serial}" not in self.taken else None
                serial += 1
            root.name = name
            self.taken.add(name)

    def dim(self, axis) -> Dim:
        if isinstance(axis, int):
            return axis
        self._wish(axis, POOL)
        return settled(axis)

    def shape(self, x) -> tuple[Dim, Dim]:
        return self.dim(x.rows), self.dim(x.cols)

    # ------------------------------------------------------------------ symbols and definitions
    def symbol(self, s: SymbolTerm) -> Symbol:
        found = self.symbols.get(id(s))
        if (found is None and s.given is not None and s.given.shape == self.shape(s)
                and s.given.family == tuple(map(self.dim, s.family))):
            found = self.symbols[id(s)] = s.given
        if found is None:
            plain = s.name if s.font and "_" not in s.name and "^" not in s.name and "!" not in s.name else ""
            if plain and any(o.name == s.name and o is not s for o in self.el.symbols.values()):
                plain = ""
            found = self.symbols[id(s)] = Symbol(s.key, s.latex, self.shape(s), tuple(self.dim(f) for f in s.family),
                                                 s.letters, s.props, plain, s.pattern)
        return found

    def opaque(self, o: OpaqueTerm) -> m.Opaque:
        found = self.opaques.get(id(o))
        if found is None:
            found = self.opaques[id(o)] = m.Opaque(o.latex, o.arity, self.shape(o), stands=o.stands,
                                                   signs=o.signs, numbered=o.numbered)
        return found

    def let(self, let: LetTerm) -> m.Let:
        found = self.lets.get(id(let))
        if found is None:
            body = self.expr(let.body)
            found = self.lets[id(let)] = m.Let(let.name, let.latex, body, let.params, tuple(self.dim(s) for s in let.sizes))
            self.order.append(found)
        return found

    # ------------------------------------------------------------------ terms
    def expr(self, t: Term) -> m.Expr:
        found = self.done.get(id(t))
        if found is None:
            found = self.done[id(t)] = self._make(t)
        return found

    def _make(self, t: Term) -> m.Expr:
        args = tuple([self.expr(a) for a in t.args]) if t.args else ()
        maker = MAKERS.get(t.op)
        if maker is not None:
            return maker(*args)
        match t.op:
            case "num":
                return m.num(t.data)
            case "var":
                return m.var(self.symbol(t.data), *args)
            case "ref":
                return m.ref(self.let(t.data), *args)
            case "idx":
                return m.idx(t.data)
            case "shift":
                return m.shift(args[0], t.data)
            case "const":
                return m.const(t.data)
            case "dim":
                return m.dim(self.dim(t.data))
            case "fn" | "mfn":
                return (m.fn if t.op == "fn" else m.mfn)(t.data, args[0])
            case "norm":
                return m.norm(args[0], t.data)
            case "ones" | "zeros":
                return (m.ones if t.op == "ones" else m.zeros)(self.shape(t))
            case "commutation":
                return m.commutation(*[self.dim(d) for d in t.data])
            case "eye":
                return m.eye(self.dim(t.rows))
            case "cmp" | "ind":
                return m.make(t.op, args, t.data, self.shape(t))
            case "sum" | "prod":
                r = t.data
                return (m.sum_ if t.op == "sum" else m.prod)(m.Range(r.index, self.dim(r.size), r.lower, r.upper), *args)
            case "max" | "min":
                return m.maximum(args[0], args[1], t.op)
            case "nil":
                return m.ZERO
            case "app":
                return m.make("app", args, self.opaque(t.data), self.shape(t))
            case "dapp":
                return m.make("dapp", args, (self.opaque(t.data[0]), *t.data[1:]), self.shape(t))
        return m.make(t.op, args, t.data, self.shape(t))


MAKERS = {
    "add": m.add, "mul": m.mul, "had": m.had, "div": m.div, "pow": m.pow_, "mpow": m.pow_, "hpow": m.hpow, "T": m.T,
    "inv": m.inv, "tr": m.tr, "det": m.det,
    "softmax": m.softmax, "diag": m.diag, "diagpart": m.diagpart, "vec": m.vec, "kron": m.kron, "comp": m.comp, "delta": m.delta,
}
