"""Long work in child processes: knows a module path and a message protocol, nothing else.

Messages are JSON objects, one a line. The first line to the child is its task, with the keys
of the blobs it works on: nothing secret is ever in argv or the environment. After that a
line ``{"renew": true}`` comes every second; a child that misses three ends itself. The child
answers with ``{"progress": …}``, ``{"item": …}``, and at the end ``{"result": …}`` or ``{"error": …}``.
"""
