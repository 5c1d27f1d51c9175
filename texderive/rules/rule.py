"""What a rule is: a law with a name, a reason, an example, and the rewriting of one node."""
from __future__ import annotations

from collections.abc import Callable

from ..index import ANY, Node
from ..records import record


@record
class Rule:
    r"""name     stable, for tests and `Step.rule`
    title    what stands in the margin; mathematics between dollars
    law      the law in LaTeX
    reason   one sentence a student understands
    example  a formula that texderive can read and in whose derivation the rule is used
    rewrite  (node) -> the new node, or None where the rule does not fit; never walks, prints or raises
    binds    whether it may create new sums: then the binders around a node have to be opened first
    at       the kinds of node (index.kinds) that it may fit, for a rule of differentiation those of what is
             differentiated; it is tried nowhere else
    needs    kinds of node one of which stands in all that it fits: without, it is not tried
    """

    name: str
    title: str
    law: str
    reason: str
    example: str
    rewrite: Callable[[Node], Node | None]
    binds: bool = False
    at: int = ANY
    needs: int = ANY
