"""Serves a service with gunicorn: threads, several workers on wish, and a stop that drains first."""

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker
from prometheus_client import multiprocess

from common.service import Service
from common.settings import ServiceSettings

STOP_SECONDS = 25


class DrainingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """On SIGTERM: readiness down, wait for load balancers to notice, then finish what is open and exit."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        if not self.booted:
            # Nothing is served yet. What is half loaded may hold locks: it can neither be used nor wound up.
            os._exit(0)
        service: Service = self.wsgi
        service.health.begin_stop()
        threading.Timer(service.settings.drain_seconds, super().handle_exit, (sig, frame)).start()

    def _cap_keepalive(self, deadline: float) -> None:
        """Also connections on which nothing was ever said, as browsers open them in advance, do not hold up a stop."""
        super()._cap_keepalive(deadline)
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, deadline)


def _keep_stops_from_getting_lost() -> None:
    """A worker that was just forked still has its parent's handlers, which would note a SIGTERM for a loop that does
    not run there: the parent would wait for this worker until it kills it. It waits until the worker may die of it."""

    def hold_back() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    def let_through() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def die_of_it() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        let_through()

    os.register_at_fork(before=hold_back, after_in_parent=let_through, after_in_child=die_of_it)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, create_app: Callable[[], Service], settings: ServiceSettings) -> None:
        self._create_app = create_app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{self._settings.service_host}:{self._settings.service_port}",
            "workers": self._settings.web_concurrency,
            "threads": self._settings.web_threads,
            "worker_class": DrainingWorker,
            "worker_tmp_dir": None,
            "graceful_timeout": STOP_SECONDS,
            "timeout": 60,
            "keepalive": 30,
            "accesslog": None,
            "loglevel": "warning",
            # All services of one user would share this socket.
            "control_socket_disable": True,
            "child_exit": _forget_metrics,
            # Nobody in front speaks for the caller to gunicorn: `common.client_address` decides whose word counts.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
        }
        if self._settings.tls_cert_file and self._settings.tls_key_file:
            options["certfile"] = str(self._settings.tls_cert_file)
            options["keyfile"] = str(self._settings.tls_key_file)
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Service:
        return self._create_app()


def _forget_metrics(_: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped


def serve(create_app: Callable[[], Service], settings: ServiceSettings) -> None:
    """Serve until told to stop. The application is made in each worker, after the fork."""
    _keep_stops_from_getting_lost()
    _Server(create_app, settings).run()
