"""The fleet page with 5,000 kiosks of which 500 report each second: how long the browser's main thread is held.

    npm --prefix frontend run build && python -m bench.large_fleet

The real, built web app in Chromium (`CHROMIUM`, default the one on the path), against a stand-in for the back end
(`frontend/bench/large-fleet.mjs`). Needed: no task of the main thread over 100 ms while the list moves, is scrolled and
searched. Two figures for each phase: wall time, which counts on an idle machine, and the thread's own CPU time, which
tells what the page itself does also on a busy one. Loading is shown for itself: it parses 5 MB of kiosks.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from launcher.embedded.temporary import free_port

FRONTEND = Path(__file__).parents[1] / "frontend"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline"]
KIOSKS, READINGS_PER_SECOND = 5_000, 500
WATCHED_SECONDS = 15
LIMIT_MS = 100
LOAD_MS = 120_000


@dataclass(frozen=True)
class Tasks:
    """What held the main thread in a phase; milliseconds."""

    longest_wall: float
    longest_cpu: float
    over_limit: int
    busy: float


@contextmanager
def stand_in(dist: Path) -> Iterator[str]:
    """Serves the web app and its fleet; the address."""
    port = free_port()
    arguments = [str(port), str(dist.resolve()), str(KIOSKS), str(READINGS_PER_SECOND)]
    node = shutil.which("node") or "node"
    process = subprocess.Popen([node, "bench/large-fleet.mjs", *arguments], cwd=FRONTEND, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()


def open_fleet(page: Page, url: str) -> None:
    """Sign in and wait until the whole fleet is there."""
    page.goto(f"{url}/app/fleet")
    page.get_by_label("Usuario").fill("admin")
    page.locator("input[type=password]").fill("any")
    page.keyboard.press("Enter")
    page.get_by_text(f"{KIOSKS} de {KIOSKS}").wait_for(timeout=LOAD_MS)


def watch(page: Page) -> None:
    time.sleep(WATCHED_SECONDS)


def scroll(page: Page) -> None:
    page.mouse.move(700, 600)
    for _ in range(40):
        page.mouse.wheel(0, 900)
        time.sleep(0.1)


def search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("estacion norte 1", delay=120)
    time.sleep(2)


def measure(browser: Browser, page: Page, act: Callable[[Page], None]) -> Tasks:
    """The tasks of the page's main thread while `act` happens."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    act(page)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event
        for event in events
        if event["name"] == "RunTask" and event.get("ph") == "X" and (event["pid"], event["tid"]) in main
    ]
    wall = [event["dur"] / 1_000 for event in tasks]
    cpu = [event.get("tdur", event["dur"]) / 1_000 for event in tasks]
    return Tasks(
        longest_wall=max(wall, default=0),
        longest_cpu=max(cpu, default=0),
        over_limit=sum(duration > LIMIT_MS for duration in wall),
        busy=sum(cpu),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dist", type=Path, default=FRONTEND / "dist", help="the built web app")
    dist: Path = parser.parse_args().dist
    held = False
    with stand_in(dist) as url, sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR", service_workers="block")
        page = context.new_page()
        print(
            f"{'phase':8} {'longest wall ms':>16} {'longest CPU ms':>15} {'tasks > 100 ms':>15} {'CPU ms in all':>14}"
        )
        phases: list[tuple[str, Callable[[Page], None]]] = [
            ("load", lambda page: open_fleet(page, url)),
            ("live", watch),
            ("scroll", scroll),
            ("search", search),
        ]
        for name, act in phases:
            tasks = measure(browser, page, act)
            print(
                f"{name:8} {tasks.longest_wall:16.0f} {tasks.longest_cpu:15.0f} "
                f"{tasks.over_limit:15d} {tasks.busy:14.0f}",
                flush=True,
            )
            held = held or (name != "load" and tasks.longest_cpu > LIMIT_MS)
        browser.close()
    return int(held)


if __name__ == "__main__":
    sys.exit(main())
