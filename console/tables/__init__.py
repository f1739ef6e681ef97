"""The content tables: starlette-admin, behind the console's own door and rules."""
