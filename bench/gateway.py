"""Our gateway, with token check and limits, beside other gateways before one upstream:
`python -m bench.gateway PEERS NODE_MODULES [--seconds 5] [--rounds 3] [--workers 2] [--log-level WARNING]`.

PEERS is the folder with the reference peers (`up.js`, `gw_node.js`, `gw_seed.py`, `ng.conf`), NODE_MODULES one in
which `http-proxy` is installed. Needs `node` and `wrk`; nginx is left out when it is not there. Everything listens on
this machine only. Each gateway is measured by itself, in rounds, and its best round counts.
"""

import argparse
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import requests
from jwt.algorithms import ECAlgorithm

from common.testing.fixtures import Issuer
from common.tokens import ALGORITHM, PERSON_ISSUER
from launcher.embedded.temporary import free_port, temporary_valkey

UPSTREAM = "http://127.0.0.1:7001"
PATH = "/kiosks/1"
CONNECTIONS = 32
START_SECONDS = 20
TARGETS = {"http-proxy": (0.15, 0.35), "Flask + requests": (1.5, 3.0)}
"""What ours must reach, and aims at, as a share of the peer."""
NO_LIMIT = "1000000000"
"""Calls are counted as ever; this many are never reached."""


def main() -> int:
    options = _parser().parse_args()
    issuer = Issuer(PERSON_ISSUER)
    token = issuer.sign(timedelta(minutes=15), sub="1", typ="access", role="admin", permissions=["kiosks.read_all"])
    with ExitStack() as stack:
        stack.enter_context(_running("upstream", ["node", str(options.peers / "up.js")], UPSTREAM + PATH))
        urls = {"upstream itself": UPSTREAM}
        urls["api_gateway"] = stack.enter_context(_own_gateway(issuer, token, options))
        urls |= stack.enter_context(_peers(options))
        rates = dict.fromkeys(urls, 0.0)
        for _ in range(options.rounds):
            for name, url in urls.items():
                rates[name] = max(rates[name], _measure(url, token, options.seconds))
    return _report(rates)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.gateway")
    parser.add_argument("peers", type=Path)
    parser.add_argument("node_modules", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--log-level", default="WARNING", help="INFO writes a line for each request; no peer does")
    return parser


@contextmanager
def _peers(options: argparse.Namespace) -> Iterator[dict[str, str]]:
    """The other gateways by name; their ports stand in their files, but for the one that gunicorn serves."""
    flask = f"http://127.0.0.1:{free_port()}"
    flask_command = [
        sys.executable, "-m", "gunicorn", "-w", str(options.workers), "-k", "gthread", "--threads", "16",
        "--no-control-socket", "--log-level", "error", "-b", flask.removeprefix("http://"),
        "--chdir", str(options.peers), "gw_seed:app",
    ]  # fmt: skip
    commands = {
        "http-proxy": (["node", str(options.peers / "gw_node.js")], "http://127.0.0.1:7012"),
        "Flask + requests": (flask_command, flask),
    }
    if shutil.which("nginx"):
        commands["nginx"] = (["nginx", "-c", str(options.peers / "ng.conf")], "http://127.0.0.1:7013")
    # Not from the folder itself: it may be read-only, and Python would write there.
    environment = {"NODE_PATH": str(options.node_modules.resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    with ExitStack() as stack:
        for name, (command, url) in commands.items():
            stack.enter_context(_running(name, command, url + PATH, **environment))
        yield {name: url for name, (_, url) in commands.items()}


@contextmanager
def _own_gateway(issuer: Issuer, token: str, options: argparse.Namespace) -> Iterator[str]:
    """api_gateway as `make up` serves it, before the same upstream, with a real token and real limits."""
    port = free_port()
    with temporary_valkey() as valkey, _key_server(issuer) as auth_url, tempfile.TemporaryDirectory() as metrics:
        settings = {
            "SERVICE_PORT": str(port),
            "REDIS_URL": valkey.url,
            "INTERNAL_SECRET": "of-this-measurement-only-and-long-enough",
            "AUTH_URL": auth_url,
            "KIOSK_URL": UPSTREAM,
            "WEB_CONCURRENCY": str(options.workers),
            "LIMIT_PERSON": NO_LIMIT,
            "LOG_LEVEL": options.log_level,
            "PROMETHEUS_MULTIPROC_DIR": metrics,
        }
        command = [sys.executable, "-m", "common.run", "serve", "api_gateway"]
        url = f"http://127.0.0.1:{port}"
        with _running("api_gateway", command, url + PATH, token, **settings):
            refused = requests.get(url + PATH, headers={"Authorization": "Bearer nonsense"}, timeout=5)
            if refused.status_code != 401:
                raise SystemExit("the gateway does not check tokens")
            yield url


@contextmanager
def _key_server(issuer: Issuer) -> Iterator[str]:
    """Publishes the key that signed the token, as auth_service would."""
    jwk = ECAlgorithm.to_jwk(issuer.get("test"), as_dict=True)
    keys = json.dumps({"keys": [{**jwk, "kid": "test", "use": "sig", "alg": ALGORITHM}]}).encode()

    class Keys(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def _running(name: str, command: list[str], probe: str, token: str = "", **environment: str) -> Iterator[None]:
    """A process, from when it answers at `probe` until the end."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(probe, token):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{name} did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(40)


def _answers(url: str, token: str) -> bool:
    try:
        return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=2).ok
    except requests.RequestException:
        return False


def _measure(url: str, token: str, seconds: int) -> float:
    """Requests a second; an answer that is not a success spoils the measurement."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-H", f"Authorization: Bearer {token}", url + PATH]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{url} answered with errors:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found is not None
    return float(found.group(1))


def _report(rates: dict[str, float]) -> int:
    own, held = rates["api_gateway"], True
    print(f"{'gateway':<20}{'requests/s':>12}{'api_gateway is':>18}{'needed':>9}{'aim':>7}")
    for name, rate in sorted(rates.items(), key=lambda item: -item[1]):
        needed, aim = TARGETS.get(name, (0.0, 0.0))
        goals = f"{needed:>9}{aim:>7}" if needed else ""
        print(f"{name:<20}{rate:>12,.0f}{own / rate:>17.2f}×{goals}")
        held = held and own / rate >= needed
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
