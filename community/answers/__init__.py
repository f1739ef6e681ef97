"""What the office has written for questions of every kind, who knows the rest, and what nobody has answered yet."""
