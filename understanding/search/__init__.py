"""Search in what the office has written."""
