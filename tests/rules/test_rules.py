"""Every rule: its example uses it, each line agrees numerically, its name is its own; and if it were wrong, verification would say so."""
from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

import texderive as td
from texderive import index as ix
from texderive.deriving.engine import Engine
from texderive.rules import algebra, calculus, cases, contraction, facts, folds, named_values, sums
from texderive.verify.check_steps import verifier_for

_ENGINE = Engine()
RULES = (*_ENGINE.pushing, *contraction.TABLE, *algebra.TABLE, *folds.TABLE, *facts.TABLE, *cases.TABLE, *sums.TABLE, facts.MIRRORED, named_values.fold_definitions(()))
NAMES = [rule.name for rule in RULES]
every_rule = pytest.mark.parametrize("rule", RULES, ids=NAMES)


def test_rule_names_are_unique() -> None:
    """A step names its rule, so no two rules share a name."""
    assert not [name for name, count in Counter(NAMES).items() if count > 1]


@every_rule
def test_rule_is_complete(rule) -> None:
    """A rule has a title, a law and a reason for the reader."""
    assert rule.title and rule.law and rule.reason.endswith(".")


@every_rule
def test_example_uses_the_rule(rule) -> None:
    """The derivation of the example has a line by this rule, and all its lines are verified."""
    d = td.derive(rule.example)
    lines = [line for act in d.acts for line in act.lines]
    assert rule.name in [line.rule for line in lines + [finer for line in lines for finer in line.details]]
    assert d.verification.ok and all(step.verified for step in d.steps)


@every_rule
def test_lines_of_the_example_agree_at_other_points(rule) -> None:
    """Both sides of each line have one value at arrays of unequal sizes that the derivation itself has not seen."""
    equations = [pair for act in td.derive(rule.example).acts for pair in sides(act.lines)]
    assert equations
    symbols = dict.fromkeys(node.data for pair in equations for side in pair for node in ix.walk(side) if node.op == "comp")
    judge = verifier_for(symbols, [side for pair in equations for side in pair], dims=dict.fromkeys(()), seed=2026)
    sizes = {size for symbol in symbols for size in symbol.slots if isinstance(size, str)}
    assert len({judge.points.sizes[size] for size in sizes}) == min(len(sizes), 3)
    for left, right in equations:
        assert judge.lines_equal(left, right).ok


def sides(lines):
    """(left, right) in components of each line; the left side of a continuing line is the right side before it."""
    before = None
    for line in lines:
        left, before = line.left or before, line.right
        if isinstance(left, ix.Node) and isinstance(line.right, ix.Node) and line.rule != "definition":
            yield left, line.right


SLIPS = {
    "factor": lambda node: ix.mul(ix.num(2), node),
    "sign": ix.neg,
    "term too many": lambda node: ix.add(node, ix.num(1)),
    "lost term": lambda node: ix.add(*node.args[1:]) if node.op == "add" else node,
}


class Spoiled:
    """A rule with a slip in what it makes, everywhere or `once`; `slipped` says whether that made a difference."""

    def __init__(self, rule, slip, once: bool):
        self.rule, self.slip, self.once, self.first, self.slipped = rule, slip, once, None, False

    def __call__(self, node):
        right = self.rule.rewrite(node)
        if right is None or right is node:
            return None
        self.first = self.first or node
        if self.once and node is not self.first:
            return right
        wrong = self.slip(right)
        self.slipped = self.slipped or wrong is not right
        return wrong


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_rule_is_caught(name, slip, monkeypatch) -> None:
    """With a slip in this one rule its example is refused by verification, not printed."""
    spoiled = []
    made = Engine.__init__

    def spoil(table, once=False):
        found = {rule.name: Spoiled(rule, SLIPS[slip], once) for rule in table if rule.name == name}
        spoiled.extend(found.values())
        return tuple(replace(rule, rewrite=found[rule.name]) if rule.name in found else rule for rule in table)

    def init(self, *arguments):
        made(self, *arguments)
        self.pushing, self.tidy = spoil(self.pushing), spoil(self.tidy, once=True)       # these are repeated until they fit no more

    monkeypatch.setattr(Engine, "__init__", init)
    example = RULES[NAMES.index(name)].example
    try:
        td.derive(example)
    except td.VerificationError:
        assert any(rule.slipped for rule in spoiled)
    else:
        assert not any(rule.slipped for rule in spoiled)
        assert slip != "term too many"


FINER = {rule.name: rule for once, again in calculus.FINER.values() for rule in (*once, *again)} | {algebra.CANCEL.name: algebra.CANCEL}


@pytest.mark.parametrize("rule", FINER.values(), ids=list(FINER))
def test_example_of_a_finer_rule_uses_it_in_full_detail(rule) -> None:
    """What normal detail does on one line, full detail does one kind at a time, each verified."""
    d = td.derive(rule.example, detail="full")
    assert rule.name in [step.rule for step in d.steps] and all(step.verified for step in d.steps)
    assert rule.title and rule.law and rule.reason.endswith(".") and rule.name not in NAMES
