"""Where a cluster and its binaries live, and which user may run them.

PostgreSQL refuses to run as root, so root starts it as an unprivileged user. A checkout or data folder that
this user cannot enter, such as one under /root, is no place for it then: the cluster moves to a folder of
its own under /var/lib/admin-kiosk. Its name is random and remembered in the data folder, so that a fresh
clone at the same path never meets the cluster of an older one.
"""

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.command import ServerUser
from launcher.embedded import binaries
from launcher.refusal import Refusal

REFUGE = Path("/var/lib/admin-kiosk")
UNPRIVILEGED = "nobody"
REMEMBERED = "kept_in"
CLUSTER = "cluster"
NOT_NEEDED_TO_RUN = ("include", "*.a", "pkgconfig")


@dataclass(frozen=True)
class PostgresHome:
    """`folder` holds the cluster; `install` the binaries; `user` runs them (None: whoever we are)."""

    folder: Path
    install: Path
    user: ServerUser | None

    @property
    def cluster(self) -> Path:
        return self.folder / CLUSTER


def settle(data_dir: Path) -> PostgresHome:
    """Decide on the home of the cluster of `data_dir`, and make it if need be."""
    data_dir.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return PostgresHome(data_dir, binaries.postgres_install(), None)
    account = pwd.getpwnam(UNPRIVILEGED)
    user = ServerUser(account.pw_uid, account.pw_gid)
    folder = _folder_for(data_dir, user)
    install = binaries.postgres_install()
    if not can_reach(install / "bin" / "postgres", user):
        install = _copied(install, folder / binaries.postgres_release())
    return PostgresHome(folder, install, user)


def remove(data_dir: Path) -> None:
    """Delete the data folder and what was kept elsewhere for it."""
    note = data_dir / REMEMBERED
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


def make_private(folder: Path, user: ServerUser | None) -> None:
    """An empty folder that only the server's user may enter."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if user:
        os.chown(folder, user.uid, user.gid)


def can_reach(path: Path, user: ServerUser) -> bool:
    """Whether this user may run this program or enter this folder. Tried, not computed: ACLs count too."""
    tried = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        user=user.uid, group=user.gid, extra_groups=[], cwd="/", check=False,
    )  # fmt: skip
    return tried.returncode == 0


def _folder_for(data_dir: Path, user: ServerUser) -> Path:
    note = data_dir / REMEMBERED
    if note.exists():
        folder = Path(note.read_text(encoding="utf-8").strip())
    elif can_reach(data_dir, user):
        return data_dir
    elif (data_dir / CLUSTER).exists():
        raise Refusal(
            f"The database in {data_dir} cannot be entered by the user {UNPRIVILEGED} any more:"
            " allow it to pass the folders above (chmod o+x)."
        )
    else:
        folder = REFUGE / secrets.token_hex(8)
        note.write_text(f"{folder}\n", encoding="utf-8")
    # Others may pass through, not look around; the cluster itself is closed to them.
    for each in (REFUGE, folder):
        each.mkdir(parents=True, exist_ok=True)
        each.chmod(0o711)
    return folder


def _copied(install: Path, software: Path) -> Path:
    """The binaries and the libraries beside them, in the places relative to each other that they expect."""
    package = install.parent
    copy = software / package.name / install.name
    if copy.exists():
        return copy
    half = software.with_name(software.name + ".new")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(install, half / package.name / install.name, ignore=shutil.ignore_patterns(*NOT_NEEDED_TO_RUN))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name)
    for path in half.rglob("*"):
        path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))
    half.chmod(0o755)
    half.rename(software)
    return copy
