"""The supervisor with toy processes: what dies comes back, what is asked to stop stops."""

import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher import leftovers
from launcher.command import Command
from launcher.embedded.temporary import free_port
from launcher.supervisor import Process, Stopped, Supervisor, rotate_logs
from launcher.terminal import Terminal

SECONDS = 20.0
# Like a web server: a master that holds nothing, and a worker that keeps the port when its master is killed.
MASTER_AND_WORKER = """
    import os, signal, socket, sys, time
    if os.fork():
        signal.pause()
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    while True:
        listener.accept()[0].sendall(str(os.getppid()).encode())
"""
NOTES_ITS_END = """
    import pathlib, signal, sys
    def end(*_):
        with open(sys.argv[1], "a") as file:
            file.write(sys.argv[2] + "\\n")
        sys.exit()
    signal.signal(signal.SIGTERM, end)
    pathlib.Path(sys.argv[1] + "." + sys.argv[2]).touch()
    while True:
        signal.pause()
"""
DEAF = """
    import pathlib, signal, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(600)
"""


def toy(source: str, *arguments: object, folder: Path) -> Command:
    code = textwrap.dedent(source)
    return Command((sys.executable, "-c", code, *map(str, arguments)), dict(os.environ), folder)


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(tmp_path: Path, said: io.StringIO) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, tmp_path, Terminal(said))
    yield supervisor
    supervisor.stop()


def pid_of(tmp_path: Path, name: str) -> int:
    """The process that was started under this name: the oldest that carries its mark."""
    return min(leftovers.find(tmp_path, name), key=lambda process: process.create_time()).pid


def answers_on(port: int) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                return bool(connection.recv(10))
        except OSError:
            return False

    return answers


def test_a_killed_master_comes_back_although_its_worker_held_the_port(
    supervisor: Supervisor, tmp_path: Path, said: io.StringIO
) -> None:
    port = free_port()
    web = toy(MASTER_AND_WORKER, port, folder=tmp_path)
    ready = answers_on(port)
    supervisor.start([Process("web", web, missing=lambda: "" if ready() else "port")])
    assert supervisor.wait(ready, SECONDS)

    killed = leftovers.find(tmp_path, "web")
    os.kill(pid_of(tmp_path, "web"), signal.SIGKILL)

    assert supervisor.wait(lambda: "web is back" in said.getvalue(), SECONDS)
    assert "web was killed (SIGKILL); starting it again in 0.2 s" in said.getvalue()
    assert ready()
    assert not any(leftovers.is_alive(process) for process in killed)


def test_the_youngest_group_stops_first(supervisor: Supervisor, tmp_path: Path) -> None:
    order = tmp_path / "order"
    for name in ("database", "service", "kiosk"):
        supervisor.start([Process(name, toy(NOTES_ITS_END, order, name, folder=tmp_path))])
    names = ("database", "service", "kiosk")
    assert supervisor.wait(lambda: all(Path(f"{order}.{name}").exists() for name in names), SECONDS)

    supervisor.stop()

    assert order.read_text().split() == ["kiosk", "service", "database"]
    assert leftovers.find(tmp_path) == []


def test_who_does_not_listen_is_killed(supervisor: Supervisor, tmp_path: Path, said: io.StringIO) -> None:
    started = tmp_path / "started"
    supervisor.start([Process("deaf", toy(DEAF, started, folder=tmp_path), stop_seconds=0.2)])
    assert supervisor.wait(started.exists, SECONDS)

    supervisor.stop()

    assert "deaf did not end in time and was killed" in said.getvalue()
    assert leftovers.find(tmp_path) == []


def test_what_keeps_dying_shows_the_end_of_its_log(supervisor: Supervisor, tmp_path: Path, said: io.StringIO) -> None:
    supervisor.start([Process("broken", toy("exit('no such table')", folder=tmp_path))])
    assert supervisor.wait(lambda: "keeps dying" in said.getvalue(), SECONDS)
    assert "no such table" in said.getvalue()
    assert "in 0.2 s" in said.getvalue()
    assert "in 0.4 s" in said.getvalue()


def test_everything_is_kept_alive_while_a_command_runs_to_its_end(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor.start([Process("mayfly", toy("pass", folder=tmp_path))])
    waits_for_file = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)"
    go = tmp_path / "go"
    monkeypatch.setattr(supervisor.terminal, "warn", lambda _: go.touch())
    assert supervisor.run_once("step", toy(waits_for_file, go, folder=tmp_path), SECONDS)
    assert not supervisor.run_once("step", toy("exit(3)", folder=tmp_path), SECONDS)


def test_a_stop_interrupts_every_wait(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.request_stop()
    with pytest.raises(Stopped):
        supervisor.wait(lambda: False)
    with pytest.raises(Stopped):
        supervisor.run_once("step", toy("import time; time.sleep(600)", folder=tmp_path), SECONDS)
    assert leftovers.find(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    started = tmp_path / "order.child"
    code = f"""
        import sys
        from pathlib import Path
        from launcher.supervisor import Process, Supervisor
        from launcher.terminal import Terminal
        from launcher.tests.test_supervisor import NOTES_ITS_END, toy
        folder = Path({str(tmp_path)!r})
        supervisor = Supervisor(folder, folder, Terminal(sys.stdout))
        supervisor.start([Process("child", toy(NOTES_ITS_END, folder / "order", "child", folder=folder))])
        supervisor.wait(lambda: False)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)])
    watcher = Supervisor(tmp_path, tmp_path, Terminal(io.StringIO()))
    assert watcher.wait(started.exists, SECONDS)

    parent.kill()
    parent.wait()

    assert watcher.wait(lambda: not leftovers.find(tmp_path), SECONDS)
    assert (tmp_path / "order").read_text() == "child\n"


def test_the_next_start_ends_what_was_left_behind(supervisor: Supervisor, tmp_path: Path) -> None:
    marked = {**os.environ, **leftovers.mark(tmp_path, "web")}
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=marked)
    other = {**os.environ, **leftovers.mark(tmp_path / "other", "web")}
    neighbour = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=other)
    try:
        assert supervisor.wait(lambda: bool(leftovers.find(tmp_path)), SECONDS)
        leftovers.end(leftovers.find(tmp_path), patience=0)
        assert orphan.poll() is not None
        assert neighbour.poll() is None
    finally:
        neighbour.kill()
        neighbour.wait()


def test_a_log_that_grew_too_large_is_set_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old" * 100)
        rotate_logs(tmp_path, limit=100)
        writer.write(b"new")
    assert log.read_bytes() == b"new"
    assert (tmp_path / "web.log.1").read_bytes() == b"old" * 100
