"""Formula trees as the checker looks at them: compared by how they are written, and what the side of a relation is."""
