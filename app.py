"""The entry for Streamlit: “streamlit run app.py” and “python app.py” both start the app."""

from __future__ import annotations

import streamlit as st

from videoreflect import serve

if __name__ != "__main__":
    serve.refuse_unsafe_settings()

app = st.App(
    "videoreflect/ui/main.py",
    routes=serve.routes(),
    middleware=serve.middleware(),
    lifespan=serve.lifespan,
    on_script_error=serve.script_failed,
)

if __name__ == "__main__":
    serve.run(app)
