"""Every rule: its example uses it and is verified, its name is its own, and if it were wrong the verification would say so."""
from __future__ import annotations

from dataclasses import replace

import pytest

import texderive as td
from texderive import index as ix
from texderive.deriving.engine import Engine
from texderive.rules import algebra, contraction


def all_rules():
    engine = Engine()
    return (*engine.early, *engine.late, *contraction.TABLE, *algebra.TABLE)


RULES = all_rules()
NAMES = [rule.name for rule in RULES]


def test_rule_names_are_unique():
    """A step names its rule, so no two rules share a name."""
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_rule_is_complete(rule):
    """A rule has a title, a law and a reason for the reader."""
    assert rule.title and rule.law and rule.reason.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_example_uses_the_rule_and_is_verified(rule):
    """The derivation of the example has a step by this rule, and all its steps agree numerically."""
    d = td.derive(rule.example)
    assert rule.name in [step.rule for step in d.steps]
    assert d.verification.ok and all(step.verified for step in d.steps)


def corrupted(rule):
    """The same rule with a slip: it adds one to whatever it makes."""
    def rewrite(node):
        new = rule.rewrite(node)
        return None if new is None or new is node else ix.add(new, ix.num(1))

    return replace(rule, rewrite=rewrite)


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_rule_is_caught(name, monkeypatch):
    """With a slip in this one rule, its example is refused, not printed."""
    def spoil(table):
        return tuple(corrupted(rule) if rule.name == name else rule for rule in table)

    made = Engine.__init__

    def spoiled(self):
        made(self)
        self.early, self.late = spoil(self.early), spoil(self.late)

    monkeypatch.setattr(Engine, "__init__", spoiled)
    monkeypatch.setattr(contraction, "TABLE", spoil(contraction.TABLE))
    monkeypatch.setattr(algebra, "TABLE", spoil(algebra.TABLE))
    with pytest.raises(td.TexDeriveError):
        td.derive(next(rule.example for rule in RULES if rule.name == name))
