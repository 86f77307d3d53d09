"""The residents: who wants what, who leaves, whose mail comes back. Knows no alert's text.

The page's process (``web``, ``desk``) is another user's and loads nothing of the registry.
"""
