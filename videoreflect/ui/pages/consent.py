"""What is allowed with a lesson, and what was recorded about the people in the picture."""

from videoreflect.ui import forms, places

lesson = places.lesson_here()
if lesson:
    places.follow(forms.show("consent", lesson))
else:
    places.go("library")
