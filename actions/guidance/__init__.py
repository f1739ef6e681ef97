"""What the office has written: found, shown, and asked about."""
