"""One supervisor for a data folder, found and stopped from elsewhere."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from launcher import instance, settings
from launcher.instance import Instance
from launcher.refusal import Refusal
from launcher.settings import Settings

HOLDS_THE_LOCK = """
    import os, signal, sys
    from pathlib import Path
    from launcher import settings
    from launcher.instance import Instance
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    lock = Instance.acquire(settings.read(os.environ | {"PORT": "8100"}, Path(sys.argv[1])))
    print("held", flush=True)
    signal.pause()
"""


def start_holder(root: Path) -> "subprocess.Popen[str]":
    code = textwrap.dedent(HOLDS_THE_LOCK)
    holder = subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_one_is_told_where_the_first_runs(chosen: Settings, tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    with pytest.raises(Refusal, match=f"already running at http://localhost:8100 .process {holder.pid}."):
        Instance.acquire(chosen)
    assert instance.stop(chosen)
    assert holder.wait() == 0


def test_there_is_nothing_to_stop_where_nothing_runs(chosen: Settings) -> None:
    assert not instance.stop(chosen)
    Instance.acquire(chosen).release()
    assert not instance.stop(chosen)


def test_the_lock_of_a_killed_one_does_not_block_the_next(chosen: Settings, tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    holder.kill()
    holder.wait()
    assert instance.holder(chosen) is None
    Instance.acquire(chosen).release()


def test_another_data_folder_of_the_same_checkout_is_another_system(chosen: Settings, tmp_path: Path) -> None:
    first = Instance.acquire(chosen)
    second = Instance.acquire(settings.read({"DATA_DIR": "other"}, tmp_path))
    second.release()
    first.release()
