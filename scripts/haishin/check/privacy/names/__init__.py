"""Names of persons: the searches, and the lists and grades that they rest on."""
