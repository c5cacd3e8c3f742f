"""Tests of the kiosk: its parts by themselves, and the agent and spawner against a server of our own."""
