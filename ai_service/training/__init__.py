"""Trains a challenger and lets a gate decide: numpy and the anomaly core, no framework and no database."""
