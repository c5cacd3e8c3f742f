"""Writes frontend/openapi.json: the descriptions of all services in one, from which the web app's types are made.

Usage: python -m scripts.export_openapi [--check]
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.openapi_merge import merge
from scripts.generated import settle

OUTPUT = Path(__file__).parent.parent / "frontend" / "openapi.json"
SERVICES = ("auth_service", "kiosk_service", "payment_service", "ai_service", "notification_service")
# Nothing is connected to for a description; the settings only have to be there.
ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg2://nobody@127.0.0.1/none",
    "REDIS_URL": "redis://127.0.0.1/0",
    "STREAMS_URL": "redis://127.0.0.1/0",
    "INTERNAL_SECRET": "only-for-a-description",
    "KEY_ENCRYPTION_SECRET": "only-for-a-description",
}


def descriptions() -> Iterator[dict[str, Any]]:
    """Each service's own description."""
    for service in SERVICES:
        module = importlib.import_module(f"{service}.app")
        yield module.create_app(module.Settings()).spec


def main() -> int:
    os.environ.update(ENVIRONMENT)
    text = json.dumps(merge(descriptions()), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return settle(OUTPUT, text, "make types")


if __name__ == "__main__":
    sys.exit(main())
