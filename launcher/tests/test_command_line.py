"""The command line as a person meets it: sentences and exit codes, never a traceback."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import launcher

PACKAGE = Path(launcher.__file__).parent


def call(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "launcher", *arguments],
        cwd=PACKAGE.parent, env={**os.environ, **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_old_python_can_read_what_tells_it_that_it_is_too_old() -> None:
    for name in ("__init__.py", "__main__.py"):
        ast.parse((PACKAGE / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("command", ["up", "run", "setup"])
def test_a_wrong_setting_is_one_sentence(command: str) -> None:
    answer = call(command, PORT="eighty")
    assert answer.returncode == 1
    assert answer.stderr == '✗ PORT must be a whole number from 1024 to 65000, not "eighty".\n'


def test_an_unknown_command_shows_the_known_ones() -> None:
    answer = call("dance")
    assert answer.returncode == 2
    assert "usage: python -m launcher up | down | setup" in answer.stderr


def test_down_says_when_nothing_runs(tmp_path: Path) -> None:
    answer = call("down", DATA_DIR=str(tmp_path))
    assert answer.returncode == 0
    assert answer.stdout == f"· Admin Kiosk is not running on {tmp_path}.\n"


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = call("run", DATA_DIR=str(tmp_path / "file"))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"✗ The data folder {tmp_path / 'file'} cannot be used")
    assert "Traceback" not in answer.stderr
