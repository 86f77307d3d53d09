"""The residents: who wants what, who leaves, whose mail comes back. Knows no alert's text."""
