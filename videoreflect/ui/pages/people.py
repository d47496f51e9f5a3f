"""The people of this vault."""

from videoreflect.ui import forms, places

places.follow(forms.show("people"))
