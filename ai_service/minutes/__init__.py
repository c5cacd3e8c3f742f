"""Readings become one-minute features of a kiosk; no framework in here."""
