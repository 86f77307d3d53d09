"""The sender's reports to persons: alarms, and the summary of a run."""
