"""Options for the whole suite."""
from __future__ import annotations


def pytest_addoption(parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files of tests/worked anew; read the difference before committing")
