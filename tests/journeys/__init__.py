"""Whole talks, as their transcripts say, in a real browser and on a phone with Telegram."""
