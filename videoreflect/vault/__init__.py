"""What lies on the disk: people, capsules, logs, blobs, private files, and their checking.

The only package that imports ``sqlcipher3``. ``docs/FORMAT.md`` is its specification.
Nothing here is trusted because it decrypts: public keys are public, so every header is
checked against a pinned owner, every log against its author's pinned key.
"""
