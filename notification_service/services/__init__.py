"""The rules of notification_service; no framework in here."""
