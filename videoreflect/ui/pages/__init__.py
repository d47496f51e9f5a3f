"""Part of the Streamlit side."""
