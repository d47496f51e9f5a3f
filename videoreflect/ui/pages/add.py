"""Add a lesson: the file, what it is about, the people in the picture."""

from videoreflect.ui import forms, places

places.follow(forms.show("add"))
