"""Under python-socketio: bytes and packets, and what is not let through."""
