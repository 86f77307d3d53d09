"""What all rooms say to each other, and the readers that they share."""
