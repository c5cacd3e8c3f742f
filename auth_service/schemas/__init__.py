"""Request and response models of auth_service."""
