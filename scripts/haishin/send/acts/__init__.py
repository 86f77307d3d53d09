"""A person's acts on sendings: go on, refuse, answer for a change, settle, take over."""
