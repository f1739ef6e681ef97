"""Danger, threats and harm: what is said to whoever tells of them."""
