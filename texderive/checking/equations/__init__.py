"""Lines that solve equations: one or several, carried from line to line, and put in elsewhere."""
