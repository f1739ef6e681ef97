"""Who knows what nothing written answers."""
