"""A service that is told to stop while it is still starting stops then, and not after some time-out."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from common.testing.services import Servers
from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port

PATIENCE_SECONDS = 10
"""As the launcher's; gunicorn itself kills a worker that does not end after 25 s."""

# In the place of an application that takes long to import: it tells that it is being loaded, and never ends.
NEVER_LOADED = """
import pathlib, sys, time

from common.server import serve
from payment_service.config import Settings

def create_app():
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(600)

serve(create_app, Settings.load())
"""


def test_a_worker_that_is_still_loading_ends_at_once(servers: Servers, tmp_path: Path) -> None:
    loading = tmp_path / "loading"
    environment = {
        **os.environ,
        **servers.environment("payment_service"),
        "SERVICE_PORT": str(free_port()),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", NEVER_LOADED, str(loading)], env=environment, cwd=Path(__file__).parents[2]
    )
    try:
        assert eventually(loading.exists)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    finally:
        process.kill()
