"""Rules that turn forecasts, states and incidents into advice; plain Python, every number from what was measured."""
