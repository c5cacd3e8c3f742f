"""The rules and the transactions; no Flask in here."""
