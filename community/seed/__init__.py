"""The sample campus that an empty database begins with."""
