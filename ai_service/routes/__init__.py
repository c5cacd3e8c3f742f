"""ai_service over HTTP."""
