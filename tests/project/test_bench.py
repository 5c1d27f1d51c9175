"""`make bench` reaches into the stages by name: a stage that changes has to take it along."""
import pytest

import texderive
from bench.growth import FAMILIES
from bench.shared import SHARED
from bench.tools import engine, unverified


def test_stages_without_verification_run():
    """The parts that are timed apart from the whole do their work."""
    lines, back, printed = unverified(SHARED[0])()
    assert lines and back is not None and printed == r"a^\top"
    assert engine(SHARED[0])()


@pytest.mark.parametrize("family", FAMILIES)
def test_families_that_grow_have_answers(family):
    """Each family of formulas whose growth is measured is derived, and is not 0."""
    latex, declare = FAMILIES[family][0](2)
    assert texderive.derive(latex, declare=declare).result.latex != "0"


@pytest.mark.parametrize("problem", SHARED, ids=lambda p: p.name)
def test_shared_problems_run_without_verification(problem):
    """What stands in the place of the judge answers all that is asked of it."""
    assert unverified(problem)()[2]
