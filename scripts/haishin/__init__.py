"""haishin (配信): information mail to residents, by pull request."""

__version__ = "1.0.0"
