"""What was sent, for everybody to read: an append-only branch of JSON lines, and the stops beside it."""
