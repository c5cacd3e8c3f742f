"""The reference peer: Node's socket.io that acknowledges after a batched insert into PostgreSQL."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.fleet import Fleet

PORT = 7101  # stands in its file
START_SECONDS = 20


@contextmanager
def node_peer(peers: Path, node_modules: Path, fleet: Fleet) -> Iterator[int]:
    """The peer on its port, with a table of its own in the same PostgreSQL that the system uses.

    Args:
        peers: the folder with `sio_node.js`.
        node_modules: where `socket.io` and `pg` are installed.
    """
    fleet.query("CREATE TABLE t (kiosk int, ts timestamptz, d jsonb)")
    environment = {**os.environ, "NODE_PATH": str(node_modules.resolve()), "PG": fleet.database_url}
    command = ["node", str(peers / "sio_node.js")]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(process)
        yield PORT
    finally:
        process.kill()
        process.wait()
        fleet.query("DROP TABLE t")


def _wait_for(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the Node peer did not start")
