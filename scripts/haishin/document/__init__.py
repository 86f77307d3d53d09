"""Strict bytes → Alert or findings, with line and column of every field. Knows no policy."""

from haishin.document.reading import Schemas, oversize, read

__all__ = ["Schemas", "oversize", "read"]
