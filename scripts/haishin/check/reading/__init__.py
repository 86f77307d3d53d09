"""What the rules ask of one document, each made once: its lines, the text as shown, its dates, what is private."""

from haishin.check.reading.reading import Reading, Tree
from haishin.check.reading.writing import Field, Version, Writing

__all__ = ["Field", "Reading", "Tree", "Version", "Writing"]
