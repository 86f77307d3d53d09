"""A mail to us: the mailbox, reading within limits, and the word of a returned mail on a mailbox."""
