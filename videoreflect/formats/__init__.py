"""Text in, text out: transcripts and notes in the forms that other programs read.

Every module has ``write``; those that other programs write too have ``read``, and what
``write`` made comes back unchanged. What is read was written by anybody: it is refused
with InvalidInput when it is not what it should be, in time and memory that grow with its length only.
"""
