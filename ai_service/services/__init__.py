"""The rules of ai_service; no framework in here."""
