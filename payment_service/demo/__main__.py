"""Gives the demo kiosks a past, once: `python -m payment_service.demo --kiosks FILE`.

The file lists kiosks as [{"kiosk_id": 1, "serial": "SIM-KIOSK-001", "kind": "station"}, …]; the environment is
payment_service's. Kiosks that have a past are left alone.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from common.database import session_scope
from common.events import utc_now
from common.settings import SettingsError
from payment_service.app import create_app
from payment_service.config import Settings
from payment_service.demo.loading import DemoKiosk, load_history


class KioskIn(BaseModel):
    kiosk_id: int = Field(ge=1)
    serial: str
    kind: Literal["station", "airport", "mall", "tourism", "hospital", "campus", "street"]


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 0, or 2 when the settings or the file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m payment_service.demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kiosks", type=Path, required=True, metavar="FILE")
    path = parser.parse_args(arguments).kiosks
    try:
        settings = Settings.load()
        listed = TypeAdapter(list[KioskIn]).validate_json(path.read_bytes())
    except (SettingsError, OSError, ValidationError) as error:
        print(f"{path}: {error}" if not isinstance(error, SettingsError) else f"settings: {error}", file=sys.stderr)
        return 2
    if not settings.demo:
        print("made-up payments need DEMO=1", file=sys.stderr)
        return 2
    started = time.monotonic()
    app = create_app(settings)
    with app.app_context(), session_scope() as session:
        count = load_history(session, [DemoKiosk(**dict(kiosk)) for kiosk in listed], utc_now())
    print(f"{count} payments of {len(listed)} kiosks in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
