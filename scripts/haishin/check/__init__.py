"""Bytes → Alert and findings: the program ``validate``."""
