"""The alerts on the web: pages and feeds made of the ledger and of the texts as they were mailed."""
