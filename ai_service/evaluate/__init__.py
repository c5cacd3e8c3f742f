"""Runs the models on packs of labelled data: `python -m ai_service.evaluate`."""
