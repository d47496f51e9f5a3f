"""Measurements beside peers: ``python -m bench`` prints every table, ``python -m bench NAME`` one.

Nothing here asserts a time: what a machine manages is printed, and judged by who reads it.
"""
