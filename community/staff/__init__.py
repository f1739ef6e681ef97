"""Staff: who may use the console, and what each of them may do there."""
