"""Installs PyTorch's CPU build, and never gigabytes of CUDA.

The package of that name in the usual index brings CUDA on Linux; the CPU builds have an index of their own.
Where that index cannot be reached, pip takes what it is configured to find locally.
"""

import re
import shutil
import ssl
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from launcher.refusal import Refusal
from launcher.tools import PIP_OPTIONS, Tools

PROBE_SECONDS = 3.0
# torch's own light dependencies stand in the lock file.
INSTALL = ("-m", "pip", "install", *PIP_OPTIONS, "--no-deps")


def install(tools: Tools, python: Path, requirement_file: Path, index_url: str) -> None:
    """Install the version that `requirement_file` pins into the environment of `python`.

    Raises:
        Refusal: naming TORCH_INDEX_URL when no CPU build is to be had.
    """
    root = requirement_file.parent.parent
    for source in _sources(tools, index_url):
        try:
            tools.run(python, *INSTALL, *source, "-r", requirement_file, cwd=root)
        except Refusal as refusal:
            failure = refusal
            continue
        break
    else:
        raise Refusal(
            f"PyTorch's CPU build is not to be had, neither from {index_url} nor from what pip finds locally."
            " Name another address of its CPU builds: TORCH_INDEX_URL=https://… make up",
            failure.details,
        )
    if not is_cpu_build(python.parent.parent):
        tools.run(python, "-m", "pip", "uninstall", "--yes", "torch", cwd=root)
        raise Refusal(
            f"What came from {index_url} is not the CPU build of PyTorch and was removed again."
            " Name an address of its CPU builds: TORCH_INDEX_URL=https://… make up"
        )


def is_cpu_build(venv: Path) -> bool:
    """Read from the package's own version file: importing torch takes seconds."""
    files = list(venv.glob("lib/python*/site-packages/torch/version.py"))
    return bool(files) and all(
        re.search(r"^cuda\b.*=\s*None\s*$", file.read_text(encoding="utf-8"), re.MULTILINE) for file in files
    )


def forget_half_installed(venv: Path) -> None:
    """Make pip install anew what an interrupted run left half done.

    pip writes INSTALLER when all files of a package are in place; without it, it only looks installed.
    What pip was about to replace is set aside under a name with `~`.
    """
    for packages in venv.glob("lib/python*/site-packages"):
        for info in packages.glob("*.dist-info"):
            if not (info / "INSTALLER").exists():
                shutil.rmtree(info)
        for aside in packages.glob("~*"):
            shutil.rmtree(aside) if aside.is_dir() else aside.unlink()


def _sources(tools: Tools, index_url: str) -> list[tuple[str, ...]]:
    """pip's options for the places to look, in order."""
    if sys.platform == "darwin":
        return [()]  # there the package of the usual index is the CPU build
    local = ("--no-index",)
    if is_reachable(index_url):
        return [("--index-url", index_url), local]
    tools.say(f"{index_url} cannot be reached: looking for what pip finds locally")
    return [local]


def is_reachable(url: str) -> bool:
    """Whether a web server answers there, or through the proxy of the environment, within three seconds."""
    answers: list[bool] = []
    # A thread, because looking up a name has no time limit of its own.
    probe = threading.Thread(target=lambda: answers.append(_answers(url)), daemon=True)
    probe.start()
    probe.join(PROBE_SECONDS)
    return answers == [True]


def _answers(url: str) -> bool:
    try:
        request = urllib.request.Request(f"{url.rstrip('/')}/torch/", method="HEAD")  # noqa: S310  # as below
        with urllib.request.urlopen(request, timeout=PROBE_SECONDS):  # noqa: S310  # the person's own setting
            return True
    except urllib.error.URLError as error:
        # This Python may not know the certificates that pip brings along: let pip decide.
        return isinstance(error.reason, ssl.SSLCertVerificationError)
    except (OSError, ValueError):
        return False
