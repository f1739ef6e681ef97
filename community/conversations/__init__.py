"""Conversations: the lasting state of each talk, and the buttons that were offered in it."""
