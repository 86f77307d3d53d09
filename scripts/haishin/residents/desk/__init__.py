"""The desk: the pages on which residents choose and leave, the acts on what they ask, and the answers.

The page's process (``web``, ``desk``) is another user's and loads nothing of the registry.
"""
