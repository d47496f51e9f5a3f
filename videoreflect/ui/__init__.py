"""Streamlit pages, their components and their wording. Pages carry choices and ids; content has routes of its own."""
