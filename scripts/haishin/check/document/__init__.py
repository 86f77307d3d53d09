"""Strict bytes → Alert or findings, with line and column of every field."""

from haishin.check.document.reader import oversize, read

__all__ = ["oversize", "read"]
