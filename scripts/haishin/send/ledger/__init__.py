"""The public record of all sendings: an append-only branch of JSON lines, and the stops beside it."""
