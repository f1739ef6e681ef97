"""One message to the handlers that answer it."""
