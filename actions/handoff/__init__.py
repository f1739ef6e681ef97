"""A person instead of the assistant: the student's side."""
