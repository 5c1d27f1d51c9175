"""Index notation: scalar expressions in components, with free and bound indices; nodes, their constructors, and what
is asked of them everywhere."""
from __future__ import annotations

from .nodes import ANY, KINDS, Index, IndexTerm, Node, Shift, fresh, kept, kinds, make, num, session, slot_count, table_size
from .made import add, comp, const, delta, deriv, dim, fn, is_num, mul, neg, pow_, present
from .binders import Definition, app, extra_of, open_slots, open_sum, rebuild, shifted, subst, sum_, sums, tfn, unfold
from .walks import factors, terms, walk
