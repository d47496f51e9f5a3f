"""The talk about a lesson: both sets of notes, the agenda, what was said and agreed."""

from videoreflect.ui import forms, places

lesson = places.lesson_here()
if lesson:
    places.follow(forms.show("talk", lesson))
else:
    places.go("library")
