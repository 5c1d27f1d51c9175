"""Values of expressions at random points, and whether two of them agree."""
