"""Students: who they are, where they are reached, what they want to be told."""
