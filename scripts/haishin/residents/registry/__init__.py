"""The registry: who wants what, who gets an alert, who left or is silent, and the history of it without addresses."""
