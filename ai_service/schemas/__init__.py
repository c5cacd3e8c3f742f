"""Request and response models of ai_service, a file for each area."""
