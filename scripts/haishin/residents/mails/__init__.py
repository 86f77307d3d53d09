"""A mail to us: the mailbox, reading within limits, and what a returned mail says of a mailbox."""
