"""Notations that are rewritten before a chain is typed, a module for each."""
