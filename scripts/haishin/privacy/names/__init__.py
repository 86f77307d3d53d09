"""Names of persons: the searches, and what they rest on."""
