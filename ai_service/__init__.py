"""Anomalies, forecasts, recommendations, model registry, workbench, assistant."""
