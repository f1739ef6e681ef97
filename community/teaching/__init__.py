"""Teaching: the office adds examples to intents, and a candidate model is trained, tried, and promoted or refused."""
