"""Bytes in, bytes out: derivation, sealing, signing, streams; no paths, no SQL.

The only package that imports ``cryptography``.
"""
