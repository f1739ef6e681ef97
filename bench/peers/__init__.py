"""Others to compare with."""
