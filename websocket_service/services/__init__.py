"""The rules; no Socket.IO in here."""
