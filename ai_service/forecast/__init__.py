"""Forecasts of daily sales: plain numpy, no framework and no database."""
