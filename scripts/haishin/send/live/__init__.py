"""What live mode demands of program, repository and forge."""
