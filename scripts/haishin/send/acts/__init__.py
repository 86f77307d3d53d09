"""What a person does to what is sent: go on, refuse, answer for a change, settle, take over."""
