"""One module a kind of personal information, and the forms that several of them share."""
