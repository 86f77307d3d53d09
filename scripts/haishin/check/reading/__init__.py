"""The questions of the rules about a document, each answered once: its lines, shown text, dates, private texts."""

from haishin.check.reading.reading import Reading, Tree
from haishin.check.reading.writing import Field, Version, Writing

__all__ = ["Field", "Reading", "Tree", "Version", "Writing"]
