"""The review screen: one Streamlit component with one clock, in plain ES modules."""
