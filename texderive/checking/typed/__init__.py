"""A chain made ready and its members typed together."""
