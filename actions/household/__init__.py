"""Greetings, the menu, reminders, and what becomes of a student's data."""
