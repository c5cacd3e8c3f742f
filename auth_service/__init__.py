"""People, roles and sessions; issues people's tokens."""
