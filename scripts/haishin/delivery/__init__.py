"""From a verdict to the mailbox: ledger, journal, transports, and the loop between them."""
