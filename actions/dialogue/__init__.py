"""What every answer is made with: the turn, the reply, the registry, the wording."""
