"""Entry points of child processes: they get one task and the keys of its blobs, never a person's keys."""
