"""The parts of a document as a tree of blocks, and what it calls them."""
