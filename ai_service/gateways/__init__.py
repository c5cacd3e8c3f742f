"""What comes from outside ai_service."""
