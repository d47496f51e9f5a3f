"""The peer of ``memory``: what somebody writes who takes Streamlit’s own widgets. Run by ``streamlit run``."""

from __future__ import annotations

import sys

import streamlit as st

st.video(sys.argv[1])
taken = st.file_uploader("A recording")
if taken is not None:
    st.write(f"taken: {taken.size}")
