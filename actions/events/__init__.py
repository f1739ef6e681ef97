"""Events: what is on, and who comes."""
