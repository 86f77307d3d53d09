"""The demands of live mode on program, repository and forge."""
