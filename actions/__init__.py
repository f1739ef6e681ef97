"""Answers: an intent in, a reply out. Every word the assistant says starts here."""
