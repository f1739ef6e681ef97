"""Words to meaning: intents, entities, times, danger. No database, no channel."""
