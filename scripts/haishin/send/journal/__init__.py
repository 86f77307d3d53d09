"""The journal of all recipients, on this machine alone: SQLite, and its backup."""
