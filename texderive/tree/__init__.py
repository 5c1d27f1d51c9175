"""The formula tree: what is written, macros expanded, places kept; its nodes, walks over them,
and forms that all rooms know."""
from __future__ import annotations

from .kinds import (
    At, BigOp, Call, Cases, Delim, Derivative, Dots, Formula, Fraction, Group, Items, Limit, Matrix, Missing, Neg,
    Node, Number, Optimum, Prime,
    Product, Relation, Root, Script, Span, Sum, Symbol, Text, Variable,
)
from .walks import Inventory, children, inventory, mapped, nodes, put, replaced, rewritten
from .forms import (
    bare, called, derivative, equation, indicator, is_minus_one, is_number, is_zero, items_of, joined, listed, opened,
    side_by_side, trace_of, transpose, unprimed, unscripted,
    unsigned, without_sub, without_sup,
)
