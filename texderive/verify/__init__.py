"""The judge: numeric values of matrix expressions and of index notation, and their comparison; imports no rule."""
