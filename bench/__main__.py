"""Every measurement, one after the other: `python -m bench [--peers PEERS] [--packs PACKS] [--out FOLDER]`.

Or `make bench`. PEERS is the folder with the reference peers, PACKS the one with the data that models are measured on;
what only they make possible is left out without them. The packages that peers need come from npm, and the profiler from
PyPI, into a folder that is gone afterwards. Each measurement's output is kept in FOLDER. The exit code tells whether
every bound holds.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PROFILER = "py-spy>=0.4,<1"
PEER_PACKAGES = ("http-proxy@1", "pg@8", "socket.io@4")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--packs", type=Path)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="admin-kiosk-bench-") as scratch:
        modules = _install_peer_packages(Path(scratch)) if options.peers else None
        commands = _commands(options, modules, _install_profiler(Path(scratch)))
        codes = {name: _run(name, arguments, options.out) for name, arguments in commands.items()}
    for name, code in codes.items():
        print(f"{name:12} {'every bound holds' if code == 0 else f'MISSED (exit code {code})'}")
    if not options.peers:
        print("gateway      left out, as is the realtime peer: no --peers given")
    if not options.packs:
        print("anomaly      left out, as is forecast: no --packs given")
    return 0 if not any(codes.values()) else 1


def _commands(options: argparse.Namespace, modules: Path | None, py_spy: Path) -> dict[str, list[str]]:
    """The modules to run, with their arguments."""
    commands: dict[str, list[str]] = {name: [] for name in ("kiosk_lists", "large_fleet", "retraining", "scoring")}
    commands["realtime"] = ["--out", str(options.out), "--py-spy", str(py_spy)]
    if options.packs is not None:
        commands["anomaly"] = [str(options.packs / "anomaly_dev")]
        commands["forecast"] = [str(options.packs / "sales_dev")]
    if modules is not None:
        peers = str(options.peers)
        commands["gateway"] = [peers, str(modules)]
        commands["realtime"] += ["--peers", peers, "--node-modules", str(modules)]
    return commands


def _install_peer_packages(folder: Path) -> Path:
    """What the peers import; returns the folder that NODE_PATH has to name."""
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *PEER_PACKAGES]
    subprocess.run(command, check=True)
    return folder / "node_modules"


def _install_profiler(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder / "profiler"), PROFILER]
    subprocess.run(command, check=True)
    return folder / "profiler" / "bin" / "py-spy"


def _run(name: str, arguments: list[str], out: Path) -> int:
    """Run `bench.<name>`, showing and keeping what it prints; returns its exit code."""
    print(f"— {name}", flush=True)
    command = [sys.executable, "-m", f"bench.{name}", *arguments]
    with (out / f"{name}.txt").open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            file.write(line)
        return process.wait()


if __name__ == "__main__":
    sys.exit(main())
