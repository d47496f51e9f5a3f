"""The lessons of who is signed in."""

from videoreflect.ui import forms, places

places.follow(forms.show("library"))
