"""The HTTP server and what it asks of every request."""
