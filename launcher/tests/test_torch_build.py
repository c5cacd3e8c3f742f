"""The CPU build of PyTorch and no other."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from launcher import torch_build
from launcher.embedded.temporary import free_port

PACKAGES = "lib/python3.11/site-packages"


class Index(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/whl/cpu/torch/" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_index_is_used_when_it_answers(index: str) -> None:
    assert torch_build.is_reachable(f"{index}/whl/cpu")
    assert torch_build.is_reachable(f"{index}/whl/cpu/")
    assert not torch_build.is_reachable(f"{index}/elsewhere")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/whl", "no address", "ftp:/x"])
def test_an_index_that_is_not_there_is_passed_over(address: str) -> None:
    assert not torch_build.is_reachable(address.format(port=free_port()))


@pytest.mark.parametrize(
    ("version_file", "is_cpu"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\n", True),
        ("cuda = None\n", True),
        ("cuda: Optional[str] = '13.0'\n", False),
        ("", False),
    ],
)
def test_the_build_is_told_by_its_version_file(version_file: str, is_cpu: bool, tmp_path: Path) -> None:
    folder = tmp_path / PACKAGES / "torch"
    folder.mkdir(parents=True)
    (folder / "version.py").write_text(version_file)
    assert torch_build.is_cpu_build(tmp_path) is is_cpu


def test_without_torch_there_is_no_cpu_build(tmp_path: Path) -> None:
    assert not torch_build.is_cpu_build(tmp_path)


def test_what_an_interrupted_pip_left_is_not_taken_for_installed(tmp_path: Path) -> None:
    packages = tmp_path / PACKAGES
    for name in ("whole-1.dist-info", "half-1.dist-info", "~lder-1.dist-info"):
        (packages / name).mkdir(parents=True)
        (packages / name / "METADATA").touch()
    (packages / "whole-1.dist-info" / "INSTALLER").write_text("pip\n")
    torch_build.forget_half_installed(tmp_path)
    assert [path.name for path in packages.iterdir()] == ["whole-1.dist-info"]
