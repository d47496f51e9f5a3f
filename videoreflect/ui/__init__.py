"""Streamlit pages, their components and their wording. Pages carry choices and ids; content travels over JSON routes."""
