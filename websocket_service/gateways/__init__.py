"""What this service asks others."""
