"""A case as its student and its staff read it."""
