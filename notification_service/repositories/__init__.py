"""SQL of notification_service."""
