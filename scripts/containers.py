"""Docker and its Compose, and the public images that ours start from, also where no registry can be reached."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = Path(os.environ.get("IMAGE_TOOLS", ROOT.parent / "shared" / "tools"))
PULL_SECONDS = 120


class Failed(Exception):
    """Something is not as it should be; the text says what."""


class Engine:
    """Docker and its Compose, of whichever generation."""

    def __init__(self) -> None:
        if not shutil.which("docker") or self._quiet("docker", "info"):
            self._start()
        self._compose = ["docker", "compose"] if not self._quiet("docker", "compose", "version") else ["docker-compose"]

    def ensure_images(self) -> None:
        """Have every public image at hand that a Dockerfile starts from or the Compose file names."""
        files = [ROOT / "Dockerfile", ROOT / "frontend" / "Dockerfile", ROOT / "kiosk_app" / "Dockerfile"]
        named = {name for file in files for name in re.findall(r"^FROM (\S+:\S+)", file.read_text(), re.MULTILINE)}
        compose = (ROOT / "docker-compose.yml").read_text()
        named |= set(re.findall(r"^ +image: (\S+:\S+)$", compose, re.MULTILINE))
        missing = [name for name in sorted(named) if self._quiet("docker", "image", "inspect", name)]
        missing = [name for name in missing if self._quiet("docker", "pull", name, timeout=PULL_SECONDS)]
        if missing:
            if not (TOOLS / "stand-in-images").exists():
                raise Failed(f"no registry can be reached for {', '.join(missing)}")
            subprocess.run([TOOLS / "stand-in-images", *missing], check=True)

    def compose(self, *arguments: str, **environment: str) -> str:
        """Run Compose on the project; its standard output."""
        command = [*self._compose, "--project-name", "admin-kiosk-smoke", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}")
        return done.stdout

    def refuses(self, *arguments: str, **environment: str) -> bool:
        """Whether what is started ends by itself with an error that names a setting."""
        command = [*self._compose, "--project-name", "admin-kiosk-smoke", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
        return done.returncode != 0 and bool(re.search(r"[A-Z]+_(PASSWORD|SECRET|URL)", done.stdout + done.stderr))

    def _start(self) -> None:
        if not (TOOLS / "docker-engine").exists():
            raise Failed("there is no Docker engine: start one, or install it")
        exports = subprocess.run([TOOLS / "docker-engine"], check=True, stdout=subprocess.PIPE, text=True).stdout
        for name, value in re.findall(r"(\w+)=(\S+)", exports):
            os.environ[name] = value.replace("$PATH", os.environ["PATH"])

    @staticmethod
    def _quiet(*command: str, timeout: int = 60) -> int:
        """The exit code; 124 when it took too long."""
        try:
            return subprocess.run(command, capture_output=True, timeout=timeout).returncode
        except subprocess.TimeoutExpired:
            return 124
