"""The processes of the assistant that share this database."""
