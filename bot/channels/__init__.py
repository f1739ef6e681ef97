"""Each channel reads a message and renders a reply."""
