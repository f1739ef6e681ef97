"""Inbox and outbox: every message accepted, every message still to be sent."""
