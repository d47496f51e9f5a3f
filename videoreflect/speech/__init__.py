"""Writing down what was said, from sound alone; knows no vault and no media.

In reading order: ``catalogue`` (which models are known), ``store`` (where they lie and how
they are checked), ``pieces`` (a stream of sound, cut at silences), ``whisper`` (a piece of
sound in, lines out), ``talk`` (silence and wait times).
"""
