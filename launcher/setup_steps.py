"""Set-up in steps, each skipped while a stamp says that it was done for just these inputs.

Standard library only: this prepares the environment that everything else runs in.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher import checks, torch_build
from launcher.refusal import Refusal
from launcher.settings import Settings
from launcher.terminal import Terminal
from launcher.tools import PIP_OPTIONS, Tools

# Measured with some air; see require_space.
SETUP_MEGABYTES, WEB_MEGABYTES, DEV_MEGABYTES = 3000, 800, 500
LOCKED = ("--require-hashes", "--no-deps")
# What lies in frontend/ but does not make the app another one.
NOT_WEB_SOURCES = {"node_modules", "dist", "coverage", "playwright-report", "test-results"}


@dataclass(frozen=True)
class Step:
    """`product` is what the step makes, `stamp` where it notes the `inputs` it made it of."""

    name: str
    product: Path
    stamp: Path
    inputs: str
    megabytes: int
    act: Callable[[Tools], None]

    @property
    def is_due(self) -> bool:
        try:
            return not self.product.exists() or self.stamp.read_text(encoding="utf-8") != self.inputs
        except (FileNotFoundError, NotADirectoryError):
            return True

    def run(self, tools: Tools) -> None:
        """Without a stamp an interrupted step is done again by the next run."""
        self.stamp.unlink(missing_ok=True)
        self.act(tools)
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.inputs, encoding="utf-8")


def due(settings: Settings, *, for_development: bool) -> list[Step]:
    """The steps that are not done, in their order; one that is due makes those due that build on it.

    Raises:
        Refusal: when Node is missing or too old for the web app.
    """
    return _from_first_due(_python_steps(settings, for_development)) + _from_first_due(_web_steps(settings))


def run(settings: Settings, steps: list[Step], terminal: Terminal) -> None:
    """Do these steps, showing progress; every tool's output goes to `logs/setup.log`.

    Raises:
        Refusal: when a tool fails, the disk is full, or another set-up works in this checkout.
    """
    if not (settings.root / "frontend" / "package.json").exists():
        terminal.note("There is no web app in this checkout yet: frontend/package.json is missing.")
    if not steps:
        return
    checks.require_space(settings.root, max(step.megabytes for step in steps), "this set-up")
    settings.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_in(settings.root):
        for step in steps:
            with terminal.progress(step.name) as progress:
                step.run(Tools(settings.logs / "setup.log", step.name, progress))


def venv_python(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def _from_first_due(steps: list[Step]) -> list[Step]:
    """The first step makes the ground for the others: when it is due, all are."""
    return steps if steps and steps[0].is_due else [step for step in steps if step.is_due]


def _python_steps(settings: Settings, for_development: bool) -> list[Step]:
    root, requirements = settings.root, settings.root / "requirements"
    venv, python = root / ".venv", venv_python(settings.root)
    stamps = venv / ".stamps"
    version = f"{sys.version_info[0]}.{sys.version_info[1]} {platform.machine()}"
    # An environment whose Python has gone, or was moved, is as good as none.
    working = python if _runs(python) else venv / "missing"

    def install(lock: Path) -> Callable[[Tools], None]:
        def act(tools: Tools) -> None:
            torch_build.forget_half_installed(venv)
            # The lock names everything: a resolver could only bring in what is newer than it.
            tools.run(python, "-m", "pip", "install", *PIP_OPTIONS, *LOCKED, "-r", lock, cwd=root)

        return act

    def install_torch(tools: Tools) -> None:
        torch_build.forget_half_installed(venv)
        torch_build.install(tools, python, requirements / "torch.txt", settings.torch_index_url)

    def step(name: str, lock: str, act: Callable[[Tools], None], megabytes: int) -> Step:
        inputs = _fingerprint(version, [requirements / lock])
        return Step(name, python, stamps / lock, inputs, megabytes, act)

    steps = [
        Step("Python environment", working, stamps / "python", version, SETUP_MEGABYTES, _make_venv(venv)),
        step("Python packages", "all.txt", install(requirements / "all.txt"), SETUP_MEGABYTES),
        step("PyTorch, CPU build", "torch.txt", install_torch, SETUP_MEGABYTES),
    ]
    if for_development:
        steps.append(step("Development packages", "dev.txt", install(requirements / "dev.txt"), DEV_MEGABYTES))
    return steps


def _web_steps(settings: Settings) -> list[Step]:
    web = settings.root / "frontend"
    if not (web / "package.json").exists():
        return []
    node = checks.require_node()
    npm = shutil.which("npm") or "npm"
    modules = web / "node_modules"

    def install(tools: Tools) -> None:
        tools.run(npm, "ci", "--include=dev", "--no-audit", "--no-fund", "--no-progress", cwd=web)

    def build(tools: Tools) -> None:
        tools.run(npm, "run", "build", cwd=web)

    return [
        Step(
            "Packages of the web app", modules, modules / ".stamp-packages",
            _fingerprint(node.split(".")[0], [web / "package.json", web / "package-lock.json"]),
            WEB_MEGABYTES, install,
        ),
        Step(
            "Web app", web / "dist" / "index.html", modules / ".stamp-build",
            _fingerprint("build", _files(web)), WEB_MEGABYTES, build,
        ),
    ]  # fmt: skip


def _make_venv(venv: Path) -> Callable[[Tools], None]:
    def act(tools: Tools) -> None:
        # Whoever calls us from within this environment would otherwise build it out of itself.
        base = Path(str(getattr(sys, "_base_executable", sys.executable)))
        try:
            tools.run(base, "-m", "venv", "--clear", venv, cwd=venv.parent)
        except Refusal as refusal:
            raise Refusal(
                f"{refusal} On Debian and Ubuntu the package python3-venv may be missing.", refusal.details
            ) from None

    return act


def _runs(python: Path) -> bool:
    try:
        tried = subprocess.run([str(python), "-c", "import pip"], capture_output=True, timeout=60, check=False, cwd="/")
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _files(folder: Path) -> Iterable[Path]:
    for parent, folders, names in os.walk(folder):
        sources = [name for name in folders if name not in NOT_WEB_SOURCES and not name.startswith(".")]
        folders[:] = sorted(sources)
        yield from (Path(parent) / name for name in sorted(names))


def _fingerprint(start: str, files: Iterable[Path]) -> str:
    digest = hashlib.sha256(start.encode())
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise Refusal(f"{path} is missing: this checkout is not complete.") from None
        digest.update(f"\0{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@contextmanager
def _alone_in(root: Path) -> Iterator[None]:
    """Two data folders may share a checkout, but only one set-up at a time works in it."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("Another set-up is at work in this checkout; try again after its end.") from None
        yield
    finally:
        os.close(folder)
