"""What a person does to what is sent: hold, release, settle, take over, recall."""
