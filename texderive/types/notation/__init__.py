"""Notations that are rewritten before anything is typed, a module for each: dots, sets, steps,
labels, omitted arguments."""
