"""Where worker processes keep the metric files that `/metrics` adds up."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def prepare_directory() -> None:
    """Give this process and its workers a fresh folder for metric files.

    Must run before `prometheus_client` is imported: it decides at import how values are kept.
    Files of an earlier run would be added to ours, so a folder that is given is emptied.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        own = os.environ[VARIABLE] = tempfile.mkdtemp(prefix="admin-kiosk-metrics-")
        atexit.register(_remove, own, os.getpid())
        return
    folder = Path(given)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)  # somebody else may begin here in this moment


def _remove(folder: str, made_by: int) -> None:
    """At the end; workers, which inherit this, leave the folder to their parent."""
    if os.getpid() == made_by:
        shutil.rmtree(folder, ignore_errors=True)
