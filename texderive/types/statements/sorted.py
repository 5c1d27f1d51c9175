"""A formula taken apart: what its statements define, tell and ask."""
from __future__ import annotations

from dataclasses import dataclass, field

from ... import tree
from ..notation.extrema import Extremum
from ..reading import Definition, Facts


@dataclass(slots=True)
class Sorted:
    """A formula taken apart.  `asked` are the nodes that ask for something, in order;
    `expressions` all other mathematics."""

    definitions: list[Definition] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    asked: list[tree.Node] = field(default_factory=list)
    # g = \nabla f: asked for, or a definition where something else is asked
    named_requests: list[tuple[Definition, tree.Node]] = field(default_factory=list)
    expressions: list[tree.Node] = field(default_factory=list)
    forms: dict[tree.Node, tuple[tree.Node, ...]] = field(default_factory=dict)    # b, c of f = a = b = c, by its left side
    placeholders: tuple[str, ...] = ()          # index letters of a left side [.]_{ij}
    held: tree.Node | None = None               # what stands on the right of it
    # d f/dx = d/dx (x^2): the right side of the left one
    spelled_out: dict[tree.Node, tree.Node] = field(default_factory=dict)
    at: tree.Node | None = None                 # "at x = 0", said in words
    # f'(x) of f'(x) = 2x: told, where something else is asked, with what it is
    answered: dict[tree.Node, tree.Node] = field(default_factory=dict)
    vanishing: list[tree.Node] = field(default_factory=list)   # \nabla f = 0: where these derivatives vanish is asked
    # what is asked -> w_{t+1} = w_t - \eta\nabla f(w_t), of which it is the right side
    assigned: dict[tree.Node, tree.Relation] = field(default_factory=dict)
    sides: list[tree.Node] = field(default_factory=list)   # left sides of facts such as S^T = S
    optimum: bool = False                       # whether an optimum is asked: inequalities are then constraints
    optima: list[Definition] = field(default_factory=list)     # x^* = \argmin_x f: asked for, and a name
    members: list[tree.Relation] = field(default_factory=list)   # x \in C beside an optimum
    totals: dict[str, tree.Relation] = field(default_factory=dict)   # y: \sum_i y_i = 1
    notes: tuple[str, ...] = ()                 # what was supposed on the way
    extrema: list[Extremum] = field(default_factory=list)   # \max_i f_i by the index i^* where it is attained
    # letters that number members: those of sums, and the a of h_a beside \sum_b h_b
    numbers: frozenset[str] = frozenset()
    varied: frozenset[str] = frozenset()        # letters that are differentiated by: C_t = .. by t is no family
    mapping: tree.Node | None = None            # f of f : \mathbb{R}^n \to \mathbb{R}, of which x \mapsto .. says more
    # left sides of \propto: known up to a factor, their logarithms up to a summand
    scaled: list[tree.Node] = field(default_factory=list)
    lone: list[tree.Node] = field(default_factory=list)    # names just before: A, B \in S
    primed: set[str] = field(default_factory=set)          # h' of \frac{\partial h'}{\partial z}: names with a prime
