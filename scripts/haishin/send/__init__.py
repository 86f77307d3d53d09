"""Verdicts → mail, once: the program ``send``."""
