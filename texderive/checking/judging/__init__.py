"""Each member compared with the one before, and what excuses a difference."""
