"""Sentences as numbers, and the regression over them. Rasa's Python uses it too."""
