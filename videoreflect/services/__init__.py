"""Use cases, one a file: read the register, mint permits, join the layers below."""
