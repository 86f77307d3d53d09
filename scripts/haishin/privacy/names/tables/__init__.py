"""Lists of names with their readings, made once at import."""
