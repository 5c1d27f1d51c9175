"""Problems solved, their answers in the author's notation, and where they are put."""
