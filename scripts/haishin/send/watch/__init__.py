"""What a person is told of the sender: alarms, and the summary of a run."""
