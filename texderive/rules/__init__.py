"""The rules, as tables: a law, its reason, an example and the rewriting of one node."""
