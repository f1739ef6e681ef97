"""Who knows what nothing written answers, and what nobody has answered yet."""
