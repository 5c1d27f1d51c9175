"""`make bench` reaches into the stages by name: a stage that changes has to take it along."""
from bench.shared import SHARED
from bench.tools import engine, unverified


def test_stages_without_verification_run():
    """The parts that are timed apart from the whole do their work."""
    lines, back, printed = unverified(SHARED[0])()
    assert lines and back is not None and printed == r"a^\top"
    assert engine(SHARED[0])()
