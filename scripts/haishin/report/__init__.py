"""Findings, verdicts, the table, progress and errors → what people and other tools read. Knows values, no causes."""
