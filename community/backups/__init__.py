"""Backups: a copy of the whole database while it is at work, and its way back."""
