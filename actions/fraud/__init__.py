"""Fraud: its signs, what to do about it, and the talk that follows."""
