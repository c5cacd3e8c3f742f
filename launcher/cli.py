"""The commands `up`, `down` and `setup`.

The first stage runs on the system's Python with nothing but its standard library: it prepares `.venv` and
the web app, then gives way (exec, same process id) to the second stage on `.venv`'s Python.
"""

import errno
import os
import signal
import sys
from pathlib import Path

from launcher import checks, instance, settings, setup_steps
from launcher.instance import Instance
from launcher.refusal import Refusal
from launcher.settings import Settings
from launcher.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
USAGE = """\
usage: python -m launcher up | down | setup

  up      set up what is missing, then run the system until Ctrl-C (also: make up)
  down    stop the system that runs on this data folder          (also: make down)
  setup   only set up, with what development and tests need      (also: make setup)

Settings: PORT=5000 DATA_DIR=.data KIOSKS=10 DEMO=1 TORCH_INDEX_URL=address of torch's CPU builds
          LAN=1 (or an own address) lets the local network in, under TLS; NEW_PASSWORDS=1 resets the demo's
"""
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Run one command; the answer is the exit code."""
    terminal, problems = Terminal(sys.stdout), Terminal(sys.stderr)
    commands = {"up": up, "down": down, "setup": setup, "run": run}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(USAGE)
        return 2
    try:
        os.chdir(ROOT)
        return commands[arguments[0]](settings.read(os.environ, ROOT), terminal)
    except Refusal as refusal:
        problems.details(refusal.details)
        problems.fail(str(refusal))
        return 1
    except KeyboardInterrupt:
        problems.note("Interrupted. The next start goes on where this one stopped.")
        return INTERRUPTED
    except OSError as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        problems.fail(sentence)
        return 1


def up(chosen: Settings, terminal: Terminal) -> int:
    """Set up what is missing and become the second stage."""
    _stop_on_signals()
    lock = Instance.acquire(chosen)
    due = setup_steps.due(chosen, for_development=False)
    if due:
        # Known now, not after minutes of set-up; the second stage looks again in any case.
        checks.require_free_ports([chosen.port], chosen.port)
    setup_steps.run(chosen, due, terminal)
    python = str(setup_steps.venv_python(ROOT))
    environ = {**os.environ, **lock.hand_over()}
    os.execve(python, [python, "-m", "launcher", "run"], environ)  # noqa: S606  # our own interpreter


def run(chosen: Settings, terminal: Terminal) -> int:
    """The second stage."""
    from launcher import start_up

    return start_up.run(chosen, terminal)


def setup(chosen: Settings, terminal: Terminal) -> int:
    """Set up for development and tests."""
    _stop_on_signals()
    setup_steps.run(chosen, setup_steps.due(chosen, for_development=True), terminal)
    terminal.done("Everything is set up.")
    return 0


def down(chosen: Settings, terminal: Terminal) -> int:
    """Stop the system of this data folder."""
    if instance.stop(chosen):
        terminal.done("Admin Kiosk has stopped.")
    else:
        terminal.note(f"Admin Kiosk is not running on {chosen.data_dir}.")
    return 0


def _stop_on_signals() -> None:
    """Set-up ends the same way on Ctrl-C, on `make down` and when its terminal closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _sentence(error: OSError) -> str | None:
    """Words for what is wrong with the machine and not with the program."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}. Make room and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"This user may not write here{where}: {error.strerror}."
    return None
