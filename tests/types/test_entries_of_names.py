"""Entries of a vector whose name has a number: (h_1)_i."""
from __future__ import annotations

import texderive as td


def test_an_entry_with_brackets_defines_its_vector():
    """Each of (a_1)_i = .. and (a_2)_i = .. says what all entries of its vector are."""
    d = td.derive(r"(a_1)_i = \sum_j (W_1)_{ij}x_j, \quad (a_2)_i = \sum_j (W_2)_{ij}\tanh((a_1)_j), \quad f = \|a_2-y\|^2, \quad \partial f/\partial W_1")
    assert d.result.latex == r"2((1 - \tanh^2(a_1)) \odot W_2^\top(a_2 - y))x^\top, \quad a_1 = W_1x, \quad a_2 = W_2\tanh(a_1)"
