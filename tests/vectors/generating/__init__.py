"""Generators of the test vectors, one file for each kind. Nothing here imports ``videoreflect``."""
