"""Words and letters: the language of a text, its segments, patterns over it, its spelling."""
