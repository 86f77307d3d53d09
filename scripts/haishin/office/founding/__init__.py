"""A force's own repository, made of this one and of its answers: ``haishin init``."""
