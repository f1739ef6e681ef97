"""Appointments with a counselor, and questions about counseling."""
