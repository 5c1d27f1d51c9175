"""Typed terms: what each kind of node of the formula tree is, once the ranks of its letters are chosen."""
