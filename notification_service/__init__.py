"""Celery: email, SMS, push; templates, preferences, escalation."""
