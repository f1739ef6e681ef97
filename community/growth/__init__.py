"""Growth: the party's path, and how far each student has come on it."""
