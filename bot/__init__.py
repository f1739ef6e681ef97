"""Runs: the only room that waits."""
