"""Reminders of openings and deadlines that a student asked for."""
