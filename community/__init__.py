"""The community database: what the assistant knows, decides and does."""
