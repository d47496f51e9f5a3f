"""The pages. Each draws one view and goes where the person asks to go.

They are functions in one module on purpose: where a folder named “pages” lies beside main.py, Streamlit
runs its files by itself at the first request, past main.py and its look at who is signed in.
"""

from __future__ import annotations

import streamlit as st

from videoreflect.ui import forms, places
from videoreflect.ui.places import place
from videoreflect.ui.review.component import review as review_component


@place("Lessons", in_the_bar=True)
def library() -> None:
    """The lessons of who is signed in."""
    places.follow(forms.show("library"))


@place("Add a lesson")
def add() -> None:
    """Add a lesson: the file, what it is about, the people in the picture."""
    places.follow(forms.show("add"))


@place("People", in_the_bar=True)
def people() -> None:
    """The people of this vault."""
    places.follow(forms.show("people"))


@place("Settings", in_the_bar=True)
def settings() -> None:
    """What is stored where, what is running, the speech model, when the app locks itself."""
    places.follow(forms.show("settings"))


@place("Consent", of_a_lesson=True)
def consent() -> None:
    """What is allowed with a lesson, and what was recorded about the people in the picture."""
    places.follow(forms.show("consent", places.lesson_here()))


@place("Talk", of_a_lesson=True)
def talk() -> None:
    """The talk about a lesson: both sets of notes, the agenda, what was said and agreed."""
    places.follow(forms.show("talk", places.lesson_here()))


@place("Review", of_a_lesson=True)
def review() -> None:
    """Video, timeline, words and notes of one lesson, in the whole window."""
    lesson = places.lesson_here()
    with st.container(key="review"):
        wanted = review_component(lesson, key=f"review-{lesson}")
    if wanted:
        places.go("talk" if wanted == "dialogue" else wanted, lesson)


ALL = tuple(places.PLACES.values())
"""The pages in the order of the bar."""
