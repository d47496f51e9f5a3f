"""What is stored where, what is running, the speech model, and when the app locks itself."""

from videoreflect.ui import forms, places

places.follow(forms.show("settings"))
