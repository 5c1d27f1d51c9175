"""Optima: from the gradients to the points where they vanish, what those are, and the forms that
are solved as a whole."""
