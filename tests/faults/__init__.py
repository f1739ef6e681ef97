"""Things that break, and what must hold all the same; docs/faults.md is the table."""
