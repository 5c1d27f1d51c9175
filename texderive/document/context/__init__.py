"""What is said around a problem: declarations, conditions, definitions, and where they hold."""
