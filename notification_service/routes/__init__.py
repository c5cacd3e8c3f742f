"""notification_service over HTTP."""
