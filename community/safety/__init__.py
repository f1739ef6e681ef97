"""Safety: notices in the terms of CAP 1.2, reports of hazards, weekly lessons."""
