"""A document cut into formulas and these into chains of members, all by offset."""
