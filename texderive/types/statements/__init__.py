"""What each statement of a formula says: a definition, a fact, a declaration, or what is asked."""
