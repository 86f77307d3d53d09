"""Alert → message: plain text from Markdown, subject, header and body bytes. Knows a single reader at a time."""
