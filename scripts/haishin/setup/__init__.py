"""What stands around the service: code owners, the forge's settings, the service unit, transfers of people."""
