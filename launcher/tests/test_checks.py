"""One clear sentence for each thing that the machine does not offer."""

import os
import socket
from pathlib import Path

import pytest

from launcher import checks
from launcher.refusal import Refusal


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port_is_named_with_its_holder_and_the_way_out(family: int, address: str) -> None:
    try:
        listener = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listener:
        port = listener.getsockname()[1]
        with pytest.raises(Refusal) as refusal:
            checks.require_free_ports([port], gateway=5000)
    assert f"Port {port} is taken by" in str(refusal.value)
    assert f"(process {os.getpid()})" in str(refusal.value)
    assert "PORT=5100 make up" in str(refusal.value)


def test_taken_ports_are_passed_over_for_the_embedded_servers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        assert checks.free_ports(taken, 1)[0] > taken


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="The disk is full: a start needs 1,000,000,000 MB free at"):
        checks.require_space(tmp_path / "not" / "there yet", 10**9, "a start")
    checks.require_space(tmp_path, 1, "a start")


def fake_tools(folder: Path, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
    for name, answer in answers.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{answer}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_an_old_node_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tools(tmp_path, monkeypatch, node="v20.18.3", npm="10.8.2")
    with pytest.raises(Refusal, match=r"Node 20\.18\.3 is too old: the web app needs Node 20\.19 or newer"):
        checks.require_node()


@pytest.mark.parametrize("version", ["v20.19.0", "v22.1.0"])
def test_a_new_enough_node_is_welcome(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tools(tmp_path, monkeypatch, node=version, npm="10.8.2")
    assert checks.require_node() == version


def test_a_missing_node_or_npm_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tools(tmp_path, monkeypatch)
    with pytest.raises(Refusal, match="Node was not found"):
        checks.require_node()
    fake_tools(tmp_path, monkeypatch, node="v22.1.0")
    with pytest.raises(Refusal, match="npm was not found"):
        checks.require_node()
