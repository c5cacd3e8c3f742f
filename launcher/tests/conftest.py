"""What the launcher's tests share: settings of a throw-away checkout, and servers in folders that are removed."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher import settings
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.temporary import free_port
from launcher.settings import Settings

Values = dict[str, str]


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings.read({}, tmp_path)


@pytest.fixture
def make_postgres() -> Iterator[Callable[[Path], PostgresServer]]:
    """Servers without fsync; what they leave outside of their folder is removed, too."""
    made: list[PostgresServer] = []

    def make(folder: Path) -> PostgresServer:
        made.append(PostgresServer(folder, free_port(), durable=False))
        return made[-1]

    yield make
    for server in made:
        server.remove()


@pytest.fixture
def python() -> str:
    return sys.executable
