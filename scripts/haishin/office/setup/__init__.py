"""What stands around the service: the forge's settings, the service unit, transfers of people."""
