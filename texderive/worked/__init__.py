"""Worked derivations: the stages put together, with their lines, sentences and verification."""
