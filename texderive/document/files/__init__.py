"""Files read and written: source, inputs, masks and marks, caches, diagnostics."""
