"""Where requests go and how they get there; no Flask in here."""
