"""From a verdict to the mailbox: what goes next, to whom, and the loop that mails it."""
