"""Words to an intent: the Rasa processes, the router beside them, and their training."""
