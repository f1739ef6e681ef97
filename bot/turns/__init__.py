"""A message is kept, understood and answered in one transaction."""
