"""How the parts are, which neighbors live, and who is told when one is stuck."""
