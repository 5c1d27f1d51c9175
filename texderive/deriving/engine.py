"""Pushing derivatives inward, rule by rule: the trace of the rewriting is the derivation."""
from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from typing import Protocol

from .. import index as ix
from ..errors import UnsupportedError
from ..index import KINDS, Node
from ..records import record
from ..rules import algebra, calculus, cases, contraction, facts, folds, named_values, sums, tensor
from ..rules.rule import Rule
from ..rules.vectors import VectorNames
from ..symbols import Symbol
from .refusals import no_rule

MOST_ROUNDS = 400
MOST_FINER = 12            # lines for one of normal detail
# after these rules, factors of an outer and an inner derivative may cancel, or the 2 of a square and the 1/2
# before the sum, or terms share a derivative
_CANCELS = {"chain": algebra.CANCEL, "named value": algebra.CANCEL, "power": algebra.HALVES, "log softmax": sums.GATHERED}
MOST_NODES = 60_000        # nodes made in one derivation, about a second of work
MOST_SIZE = 20_000         # of a line on the way, written out


@record
class Move:
    """One line: `rule` applied wherever it fits gives `node`; `hits` are the nodes it was applied to."""

    rule: Rule
    node: Node
    hits: tuple[Node, ...]


def everywhere(node: Node, rewrite: Callable[[Node], Node | None], at: int, hits: list, binds: bool = False,
               memo: dict | None = None, settled: Set[Node] = frozenset()) -> Node:
    """The rewriting applied at every node of the kinds `at` where it fits, inner nodes first; `memo` holds what is done
    already, `settled` the nodes that it leaves as they are.

    A rule that may create sums (`binds`) sees the binders around a node opened; the others work on closed bodies, which
    is safe because binder levels inside can only fall."""
    if not node.kinds & at or node in settled:
        return node
    memo = {} if memo is None else memo
    done = memo.get(node)
    if done is not None:
        return done
    new = node
    for a in node.args:
        if a.kinds & at and a not in settled:
            new = _inside(node, rewrite, at, hits, binds, memo, settled)
            break
    here = rewrite(new) if KINDS[new.op] & at else None
    if here is not None and here is not new:
        hits.append(new)
        new = here
    memo[node] = new
    return new


def _inside(node: Node, rewrite, at: int, hits: list, binds: bool, memo: dict, settled: Set[Node]) -> Node:
    if binds and node.op in ("sum", "prod"):
        i, body = ix.open_sum(node)
        new = everywhere(body, rewrite, at, hits, binds, memo, settled)
        return node if new is body else ix.sum_(i, new, node.op)
    if binds and node.op == "tfn":
        slots, (body, *_), out = ix.open_slots(node)
        new = everywhere(body, rewrite, at, hits, binds, memo, settled)
        return node if new is body else ix.tfn(node.data[0], slots, new, out, ix.extra_of(node))
    if binds and node.op == "app":
        return node
    args = tuple([everywhere(a, rewrite, at, hits, binds, memo, settled) if a.kinds & at and a not in settled
                  else a for a in node.args])
    return node if args == node.args else ix.rebuild(node, args)


_DERIVATIVES = ix.kinds("deriv")


def _differentiated(node: Node, rule: Rule, hits: list, tried: tuple[Node, Node] | None = None,
                    postponed: Set[Symbol] = frozenset()) -> Node:
    """The rule applied to every derivative that waits: one without another inside, and not
    of a `postponed` intermediate.  `tried`: one of them, and what the rule makes of it."""
    def rewrite(d: Node) -> Node | None:
        if tried is not None and d is tried[0]:
            return tried[1]
        body = d.args[0]
        if postponed and body.op == "comp" and body.data in postponed:
            return None
        return None if body.has_deriv or not KINDS[body.op] & rule.at else rule.rewrite(d)

    return everywhere(node, rewrite, _DERIVATIVES, hits, rule.binds)


class Carrying(Protocol):
    """What names the factors before the derivatives of a layer in a deep chain, and lets a layer wait
    until all of them are there."""

    def postponed(self, waiting: list[Node]) -> Set[Symbol]: ...

    def __call__(self, node: Node) -> Move | None: ...


class Engine:
    """Rules in force for one derivation."""

    def __init__(self, named=(), vectors: VectorNames | None = None, entries: bool = False, carried: "Carrying | None" = None):
        """`named` are the symbols of named intermediates; `vectors` names singular and eigenvectors; `entries`: the
        answer stays in components; `carried` may name the factors before the derivatives of a layer."""
        self.carried = carried
        self.pushing = (*tensor.FIRST, *calculus.TABLE, *tensor.TABLE, *tensor.naming(vectors or VectorNames()),
                        *tensor.NAMED, *calculus.LATE)
        self._settled: dict[str, set[Node]] = {}        # rule -> nodes in which it fits nowhere
        # the last line, and the nodes in it by their kinds and what stands below
        self._below: tuple[Node | None, dict[tuple[int, int], list[Node]]] = (None, {})
        late = named_values.fold_standardised(named)
        densities = [s for s in named if named_values.is_density(s.definition.body)]
        self._again = replace(named_values.fold_definitions(densities), name="by definition again") if densities else None
        self.tidy = (contraction.CONTRACTION, contraction.INVERSE_PAIR, contraction.DISTRIBUTE,
                     *([named_values.fold_definitions(named)] if named else []), *algebra.TABLE,
                     *folds.TABLE, *facts.TABLE, *([late] if late else []), *cases.TABLE,
                     *((facts.MIRRORED, sums.OUTSIDE) if entries else ()), *sums.TABLE)

    def differentiate(self, node: Node) -> list[Move]:
        """Moves to a form without derivatives, deltas contracted;
        of nested derivatives the inner one is finished first."""
        moves: list[Move] = []
        # the author's own brackets stay as they are
        self._settled.setdefault("put together", set()).update(ix.walk(node, KINDS["add"]))
        if node.op == "deriv" and node.args[0].op == "deriv":
            moves = [Move(m.rule, ix.deriv(m.node, node.data, *node.ix), m.hits) for m in self.differentiate(node.args[0])]
            node = moves[-1].node if moves else node
        for _ in range(MOST_ROUNDS):
            if not node.has_deriv:
                return moves + self.simplify(node)
            move = self._push(node)
            if move is None:
                raise no_rule(ix.walk(node, _DERIVATIVES)[0].args[0])
            moves.append(move)
            node = move.node
            cancel = _CANCELS.get(move.rule.name)
            if cancel is not None and node.has_deriv:
                for rule in filter(None, (cancel, self._again if cancel is algebra.CANCEL else None)):
                    shorter = self._exhaust(rule, node)
                    if shorter is not None:
                        moves.append(shorter)
                        node = shorter.node
            if self.carried is not None and (named := self.carried(node)) is not None:
                moves.append(named)
                node = named.node
        raise _too_long()

    def _push(self, node: Node) -> Move | None:
        _bounded(node)
        waiting = [d for d in ix.walk(node, _DERIVATIVES) if not d.args[0].has_deriv]
        if any(d.args[0].op == "mul" and len(d.args[0].args) ** 2 > MOST_SIZE for d in waiting):     # the product rule squares it
            raise _too_long()
        postponed = self.carried.postponed(waiting) if self.carried is not None else frozenset()
        if postponed:
            waiting = [d for d in waiting if d.args[0].op != "comp" or d.args[0].data not in postponed]
        kinds = ix.kinds(*{d.args[0].op for d in waiting})
        for rule in self.pushing:
            if not rule.at & kinds:
                continue
            tried = next(((d, new) for d in waiting if KINDS[d.args[0].op] & rule.at
                          and (new := rule.rewrite(d)) is not None), None)
            if tried is None:
                continue
            hits: list[Node] = []
            # where binders have to be opened, the trial was on closed ones
            new = _differentiated(node, rule, hits, None if rule.binds else tried, postponed)
            if new is not node:
                return Move(rule, new, tuple(hits))
        return None

    def finer(self, move: Move, before: Node) -> list[Move]:
        """The rewrites that a move does at once, one kind a line; the move itself where they lead elsewhere."""
        node, moves = before, []
        first, repeated = calculus.FINER.get(move.rule.name, ((), ()))
        for rule in first:
            node = self._step(rule, node, moves, 1)
        while node is not move.node and len(moves) < MOST_FINER:
            following = next((new for rule in repeated if (new := self._step(rule, node, moves)) is not node), node)
            if following is node:
                break
            node = following
        return moves if node is move.node and len(moves) > 1 else [move]

    def _step(self, rule: Rule, node: Node, moves: list[Move], times: int = MOST_FINER) -> Node:
        """A rule applied to every derivative that waits, as long as it fits; noted in `moves`."""
        hits: list[Node] = []
        new = node
        for _ in range(times):
            before, new = new, _differentiated(new, rule, hits)
            if new is before:
                break
        if new is not node:
            moves.append(Move(rule, new, tuple(hits)))
        return new

    def simplify(self, node: Node) -> list[Move]:
        """Contract deltas, collect powers and like terms, fold functions back."""
        moves: list[Move] = []
        for _ in range(MOST_ROUNDS):
            for rule in self.tidy:
                if not (node.kinds & rule.at and node.kinds & rule.needs):
                    continue
                _bounded(node)
                move = self._exhaust(rule, node)
                if move is not None:
                    moves.append(move)
                    node = move.node
                    break
            else:
                return moves
        return moves

    def _exhaust(self, rule: Rule, node: Node) -> Move | None:
        """One line: the rule until it fits no more."""
        settled = self._settled.get(rule.name)
        if settled is None:
            settled = self._settled[rule.name] = set()
        elif node in settled:
            return None
        hits: list[Node] = []
        for _ in range(40):
            memo = self._first_fit(rule, node, settled)
            if not memo:
                break
            hits += memo
            node = everywhere(node, rule.rewrite, rule.at, hits, memo=memo, settled=settled)
            settled.update([before for before, after in memo.items() if before is after])
        return Move(rule, node, tuple(hits)) if hits else None

    def _first_fit(self, rule: Rule, node: Node, settled: set[Node]) -> dict[Node, Node]:
        """{node below: what the rule makes of it} for the first where it fits, inner nodes first;
        those before it, or all, are settled."""
        if self._below[0] is not node:
            self._below = (node, {(ix.ANY, ix.ANY): ix.walk(node)})
        below = self._below[1].get((rule.at, rule.needs))
        if below is None:
            below = self._below[1][rule.at, rule.needs] = [n for n in self._below[1][ix.ANY, ix.ANY]
                if KINDS[n.op] & rule.at and n.kinds & rule.needs]
        for n in below:
            if n not in settled:
                new = rule.rewrite(n)
                if new is not None and new is not n:
                    return {n: new}
                settled.add(n)
        settled.add(node)
        return {}


def _bounded(node: Node) -> None:
    if ix.table_size() > MOST_NODES or node.size > MOST_SIZE:
        raise _too_long()


def _too_long() -> UnsupportedError:
    return UnsupportedError("the derivation grows too long to be read", code="TD341",
                            hint="name intermediate results by definitions")
