"""The fictional sample lesson; as data it is installed with the program."""
