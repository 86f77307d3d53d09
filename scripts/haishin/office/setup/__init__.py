"""The surroundings of the service: the forge's settings, the service unit, transfers of people."""
