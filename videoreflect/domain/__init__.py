"""What a lesson, a note, a consent event *is*: pure rules, standard library only."""
