"""Alert → message: plain text from Markdown, subject, header and body bytes. Knows one reader at a time."""
