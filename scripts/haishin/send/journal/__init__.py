"""Who was mailed, on this machine alone: SQLite, and its backup."""
