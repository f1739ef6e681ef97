"""The staff console, driven through its real app."""
