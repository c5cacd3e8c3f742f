"""SQL of ai_service."""
