"""Sentences and formulas looked at without parsing: words that ask, sides of statements, names."""
