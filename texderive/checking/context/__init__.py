"""What a document says around its chains: declarations, definitions, constraints, and from where on they hold."""
