"""Safety notices, lessons, and reports of hazards."""
