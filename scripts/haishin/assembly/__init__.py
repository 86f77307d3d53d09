"""The composition root: the services that the environment names, and the sender made of them. Safety fails closed."""
