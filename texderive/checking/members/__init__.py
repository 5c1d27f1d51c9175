"""One member of a chain as a tree: read, in its other readings, with definitions put in."""
