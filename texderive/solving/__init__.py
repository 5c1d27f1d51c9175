"""Stationary points: closed forms for gradient = 0, scalar equations by SymPy."""
