"""Measurements: what is fast enough, and where the time goes."""
