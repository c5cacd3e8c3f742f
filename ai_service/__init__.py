"""Anomalies, forecasts, recommendations, model registry, workbench, assistant."""

from common.threads import use_one_thread

use_one_thread()
