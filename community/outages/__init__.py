"""Outages: when a part of the assistant was stuck, and who was told."""
