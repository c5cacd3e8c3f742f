"""The way of a reading, measured on the whole system: `python -m bench.realtime [--only SCENARIO]…`.

    start    warm start-up time, and memory with ten simulated kiosks
    steady   5,000 kiosks, a reading each per 5 s: how soon they are acknowledged, and shown to people who watch
    highest  readings a second that are acknowledged and in the database, beside Node's socket.io with PostgreSQL
    storm    the realtime process is killed with 5,000 kiosks connected: how soon all are back and have caught up
    cost     CPU time of each process for a reading, at 1,000, 5,000 and 10,000 kiosks
    profile  where that time goes in the realtime process and in the one that stores, at 1,000 readings a second

Needs `node`, for the peer `--peers` (the folder with `sio_node.js`) and `--node-modules` (where `socket.io` and `pg`
are installed), and for the profile `--py-spy` (that program). Prints a table; `--out` keeps it as JSON and Markdown.
The exit code tells whether bounds hold.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from bench.fleet import Fleet, fleet
from bench.peer import node_peer
from bench.profiles import profile_of
from bench.results import Figure, Results
from bench.swarm_process import Swarm
from common.testing.waiting import eventually
from tests.launching import data_folder, running_system

INTERVAL = 5
STEADY_KIOSKS, BUSY_KIOSKS = 5_000, 1_000
COST_KIOSKS = (1_000, 5_000, 10_000)
STORM_SECONDS, STORED_SECONDS = 180, 60
FLEET_WATCHERS, ROOM_WATCHERS, ROOMS_EACH = 5, 20, 25
SETTLE_SECONDS = 20
SIMULATED_KIOSKS = "10"
PROFILED = {"realtime": "serve websocket_service", "storing": "work kiosk_service"}
MOST_FUNCTIONS, MOST_PACKAGES = 12, 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.realtime")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="may be repeated")
    parser.add_argument("--seconds", type=int, default=30, help="of each measurement (default %(default)s)")
    parser.add_argument("--scale", type=float, default=1.0, help="of all numbers of kiosks; less than 1 for a try")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--node-modules", type=Path)
    parser.add_argument("--py-spy", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    _allow_many_sockets()
    results = Results()
    chosen = options.only or list(SCENARIOS)
    if "start" in chosen:
        start(results)
    if chosen != ["start"]:
        with fleet(int(options.scale * (max(COST_KIOSKS) if "cost" in chosen else STEADY_KIOSKS))) as system:
            for name in chosen:
                if name != "start":
                    SCENARIOS[name](system, options, results)
    if options.out:
        results.write(options.out, "realtime")
    return 0 if results.hold else 1


def start(results: Results) -> None:
    """Times from the launcher's start to its word that everything is ready, on data that are there already."""
    with data_folder() as data:
        with running_system(data, KIOSKS=SIMULATED_KIOSKS):
            pass
        began = time.monotonic()
        with running_system(data, KIOSKS=SIMULATED_KIOSKS) as system:
            seconds = time.monotonic() - began
            time.sleep(SETTLE_SECONDS)
            launcher = psutil.Process(system.launcher_pid).memory_full_info().pss
            memory = system.memory()
    results.add(Figure("start", "warm start until ready", seconds, "s", at_most=15))
    results.add(Figure("memory", "everything, ten kiosks", (sum(memory.values()) + launcher) / 1e9, "GB", at_most=2.2))
    for name, size in sorted(memory.items(), key=lambda item: -item[1]):
        results.add(Figure("memory", name[:44], size / 1e6, "MB"))


def steady(system: Fleet, options: argparse.Namespace, results: Results) -> None:
    kiosks = system.kiosks(int(STEADY_KIOSKS * options.scale))
    with Swarm(system.realtime_port, kiosks, _people(system, kiosks)) as swarm:
        swarm.ask("send", rate=len(kiosks) / INTERVAL, seconds=INTERVAL)
        done = swarm.ask("send", rate=len(kiosks) / INTERVAL, seconds=options.seconds)
    _note_trouble("steady", done, results)
    latency = done["latency"]
    results.add(Figure("steady", "readings acknowledged", done["acknowledged"] / done["seconds"], "/s"))
    results.add(Figure("steady", "acknowledgement p50", latency["p50"], "ms"))
    results.add(Figure("steady", "acknowledgement p95", latency["p95"], "ms"))
    results.add(Figure("steady", "acknowledgement p99", latency["p99"], "ms", at_most=500))
    for room, at_most in (("kiosk", 300), ("fleet", None)):
        shown = done["shown"][room]
        results.add(Figure("fan-out", f"a reading in a room `{room}` p50", shown["p50"], "ms"))
        results.add(Figure("fan-out", f"a reading in a room `{room}` p95", shown["p95"], "ms", at_most=at_most))
        results.add(Figure("fan-out", f"readings told in rooms `{room}`", shown["count"] / done["seconds"], "/s"))
    results.add(Figure("steady", "CPU of the load", done["cpu"] / done["seconds"], "cores"))


def highest(system: Fleet, options: argparse.Namespace, results: Results) -> None:
    """Every kiosk sends its next reading as soon as the last one is acknowledged."""
    kiosks = system.kiosks(int(BUSY_KIOSKS * options.scale))
    with Swarm(system.realtime_port, kiosks) as swarm:
        own = _busy(swarm, options.seconds, system.stored, results)
    results.add(Figure("highest", "acknowledged", own["acknowledged"], "/s"))
    results.add(Figure("highest", "acknowledged and stored", own["stored"], "/s", at_least=2_500, aim=5_000))
    results.add(Figure("highest", "stored later than acknowledged by", own["behind"], "s"))
    results.add(Figure("highest", "acknowledgement p99", own["p99"], "ms"))
    results.add(Figure("highest", "CPU of the load", own["cpu"], "cores"))
    if not (options.peers and options.node_modules):
        return
    with node_peer(options.peers, options.node_modules, system) as port, Swarm(port, kiosks, join=False) as swarm:
        peer = _busy(swarm, options.seconds, lambda: int(system.query("SELECT count(*) FROM t")[0][0]), results)
    results.add(Figure("highest", "Node socket.io + PostgreSQL, stored", peer["stored"], "/s"))
    results.add(Figure("highest", "of the peer's rate", own["stored"] / peer["stored"], "×", at_least=0.25, aim=0.5))


def _busy(swarm: Swarm, seconds: int, stored: Callable[[], int], results: Results) -> dict[str, float]:
    """Rates over the whole time, the stored ones counted at its end, before the rest drains."""
    before, began = stored(), time.monotonic()
    swarm.begin("send", rate=0, seconds=seconds)
    time.sleep(seconds)
    written, elapsed = stored() - before, time.monotonic() - began
    done = swarm.answer()
    _note_trouble("highest", done, results)
    eventually(lambda: stored() - before >= done["drained"], STORED_SECONDS)
    missing = abs(done["drained"] - (stored() - before))
    results.add(Figure("highest", "acknowledged and not stored, or stored twice", missing, "", at_most=0))
    acknowledged = done["acknowledged"] / done["seconds"]
    return {
        "acknowledged": acknowledged,
        "stored": min(written / elapsed, acknowledged),
        "behind": max(0.0, done["acknowledged"] - written) / acknowledged,
        "p99": done["latency"]["p99"],
        "cpu": done["cpu"] / done["seconds"],
    }


def storm(system: Fleet, options: argparse.Namespace, results: Results) -> None:
    """Kiosks behave as kiosk_app does: growing delays, and a new token from the gateway for each connection."""
    kiosks = system.kiosks(int(STEADY_KIOSKS * options.scale))
    rate = len(kiosks) / INTERVAL
    gateway = system.system.port
    with Swarm(system.realtime_port, kiosks, _people(system, kiosks), gateway_port=gateway, ask_tokens=True) as swarm:
        swarm.ask("send", rate=rate, seconds=INTERVAL)
        swarm.begin("storm", rate=rate, seconds=STORM_SECONDS)
        time.sleep(INTERVAL)
        system.system.processes()["serve websocket_service"].kill()
        done = swarm.answer()
    for name, words in (("people", "people watch again"), ("joined", "kiosks joined"), ("caught_up", "caught up")):
        results.add(Figure("storm", f"until all {words}", done.get(name, float("inf")), "s"))


def cost(system: Fleet, options: argparse.Namespace, results: Results) -> None:
    began = sum(system.cpu_seconds().values())
    time.sleep(options.seconds)
    at_rest = (sum(system.cpu_seconds().values()) - began) / options.seconds
    results.add(Figure("cost", "CPU of everything without a reading", at_rest, "cores"))
    for count in (int(kiosks * options.scale) for kiosks in COST_KIOSKS):
        with Swarm(system.realtime_port, system.kiosks(count)) as swarm:
            swarm.ask("send", rate=count / INTERVAL, seconds=INTERVAL)
            before = system.cpu_seconds()
            done = swarm.ask("send", rate=count / INTERVAL, seconds=options.seconds)
            spent = {name: after - before.get(name, 0.0) for name, after in system.cpu_seconds().items()}
        of = f"{count:,}"
        _note_trouble(of, done, results)
        results.add(Figure(of, "readings acknowledged", done["acknowledged"] / done["seconds"], "/s"))
        results.add(Figure(of, "acknowledgement p99", done["latency"]["p99"], "ms"))
        results.add(Figure(of, "CPU of everything", sum(spent.values()) / done["drained"] * 1e6, "µs/reading"))
        for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:6]:
            results.add(Figure(of, f"CPU of {name}"[:44], seconds / done["drained"] * 1e6, "µs/reading"))


def profile(system: Fleet, options: argparse.Namespace, results: Results) -> None:
    """One process after the other, under the same load: a thousand readings a second, which people watch."""
    if not options.py_spy:
        print("profile    left out: no --py-spy given")
        return
    kiosks = system.kiosks(int(BUSY_KIOSKS * options.scale))
    processes = system.system.processes()
    with Swarm(system.realtime_port, kiosks, _people(system, kiosks)) as swarm, tempfile.TemporaryDirectory() as folder:
        out = options.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        for of, name in PROFILED.items():
            swarm.begin("send", rate=len(kiosks), seconds=options.seconds + 2)
            time.sleep(1)
            found = profile_of(options.py_spy, processes[name].pid, options.seconds, out / f"profile-{of}.txt")
            _note_trouble(of, swarm.answer(), results)
            results.add(Figure(of, "of the time Python runs", found.busy * 100, "%"))
            for what, share in found.packages[:MOST_PACKAGES]:
                results.add(Figure(of, f"time in {what}"[:44], share * 100, "%"))
            for what, share in found.functions[:MOST_FUNCTIONS]:
                results.add(Figure(of, what[-60:], share * 100, "%"))


def _people(system: Fleet, kiosks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some who watch the whole fleet, and more who have the pages of some kiosks open."""
    token = system.system.login()
    rooms = [f"kiosk:{kiosk['kiosk_id']}" for kiosk in kiosks[: ROOM_WATCHERS * ROOMS_EACH]]
    return [
        *({"token": token, "kind": "fleet", "rooms": ["fleet"]} for _ in range(FLEET_WATCHERS)),
        *({"token": token, "kind": "kiosk", "rooms": rooms[first::ROOM_WATCHERS]} for first in range(ROOM_WATCHERS)),
    ]


def _note_trouble(of: str, done: dict[str, Any], results: Results) -> None:
    """Readings that had to be sent again, and kiosks that got no answer in the end, make the other figures doubtful."""
    results.add(Figure(of, "answers other than an acknowledgement", done["refusals"], "", at_most=0))
    results.add(Figure(of, "kiosks without an answer in the end", done["waiting"], "", at_most=0))
    if done["refusals"]:
        print(f"such as {done['refusal']}")


def _allow_many_sockets() -> None:
    """As many open files as this user may have, here and in whatever is started from here."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


SCENARIOS: dict[str, Callable[..., None]] = {
    "start": start,
    "steady": steady,
    "highest": highest,
    "storm": storm,
    "cost": cost,
    "profile": profile,
}

if __name__ == "__main__":
    sys.exit(main())
