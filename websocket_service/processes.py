"""Several processes behind one port: each listens on it, and the kernel deals out the connections."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from prometheus_client import multiprocess

from common.logs import get_logger
from common.worker import stop_requests
from websocket_service.config import Settings

logger = get_logger(__name__)

BACKLOG = 1024
LOOK_SECONDS = 0.2
RESTART_SECONDS = 1.0
STOP_SECONDS = 25.0


def listen(settings: Settings) -> socket.socket:
    """A socket that listens on the service's port, which others may do too when the service is shared."""
    listener = _bound(settings)
    listener.listen(BACKLOG)
    return listener


def supervise(settings: Settings) -> None:
    """Keep as many processes serving as the settings say until SIGTERM or SIGINT; each drains for itself then."""
    asked = stop_requests()
    # Never listened on, it keeps the port for the children, and fails at once when somebody else has it.
    with _bound(settings):
        children = [_start() for _ in range(settings.realtime_processes)]
        while not _comes(asked, LOOK_SECONDS):
            _replace_the_dead(children)
        for child in children:
            child.terminate()
        deadline = time.monotonic() + settings.drain_seconds + STOP_SECONDS
        for child in children:
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def end_with_parent() -> Callable[[], None]:
    """A check that stops this process when the one that started it is gone."""
    parent = os.getppid()

    def check() -> None:
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return check


def _bound(settings: Settings) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if settings.shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((settings.service_host, settings.service_port))
    return bound


def _comes(asked: SimpleQueue[int], seconds: float) -> bool:
    """Whether somebody asks for the end within so many seconds."""
    try:
        asked.get(timeout=seconds)
    except Empty:
        return False
    return True


def _replace_the_dead(children: list[subprocess.Popen[bytes]]) -> None:
    for index, child in enumerate(children):
        if child.poll() is not None:
            logger.error("process_ended", pid=child.pid, status=child.returncode)
            _forget(child)
            time.sleep(RESTART_SECONDS)
            children[index] = _start()


def _start() -> subprocess.Popen[bytes]:
    own = {"WEBSOCKET_SERVICE_REALTIME_PROCESSES": "1", "WEBSOCKET_SERVICE_REALTIME_SHARED": "true"}
    return subprocess.Popen([sys.executable, "-m", "websocket_service.server"], env={**os.environ, **own})


def _forget(child: subprocess.Popen[bytes]) -> None:
    multiprocess.mark_process_dead(child.pid)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
