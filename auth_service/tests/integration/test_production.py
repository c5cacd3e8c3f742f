"""A production system from its empty database on, in processes of its own as it is run there."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from common.testing.services import Servers
from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port

ROOT = Path(__file__).parents[3]
GIVEN = "uno dos tres cuatro"
CHOSEN = "tres tristes tigres"


@dataclass
class Production:
    """auth_service before a database of its own that is empty at first."""

    environment: dict[str, str]

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "common.run", *arguments],
            env={**self.environment, **settings},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    @contextmanager
    def served(self) -> Iterator[str]:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "common.run", "serve", "auth_service"],
            env={**self.environment, "SERVICE_PORT": str(port)},
            cwd=ROOT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            assert eventually(lambda: _is_ready(url))
            yield url
        finally:
            process.terminate()
            process.wait(40)


@pytest.fixture
def production(servers: Servers, tmp_path: Path) -> Production:
    database = f"production_{secrets.token_hex(4)}"
    servers.postgres.provision(database, servers.passwords)
    own = {
        **servers.environment("auth_service"),
        "DATABASE_URL": servers.postgres.url("auth_service", servers.passwords["auth_service"], database),
        "APP_ENV": "production",
        "DEMO": "0",
        "PUBLIC_URL": "https://kiosks.example",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    return Production({**os.environ, **own})


def _is_ready(url: str) -> bool:
    try:
        return requests.get(url + "/readyz", timeout=2).ok
    except requests.RequestException:
        return False


def login(url: str, password: str, username: str = "admin") -> requests.Response:
    body = {"username": username, "password": password}
    return requests.post(url + "/auth/login", json=body, headers={"X-Client": "api"}, timeout=10)


def bearer(answer: requests.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def may_do_nothing_before_a_new_password(url: str, password: str) -> None:
    signed_in = login(url, password)
    assert signed_in.status_code == 200
    assert (signed_in.json()["user"]["must_change_password"], signed_in.json()["user"]["permissions"]) == (True, [])
    headers = bearer(signed_in)
    for method, path in (("GET", "/auth/users"), ("GET", "/auth/sessions"), ("POST", "/auth/otp/setup")):
        answer = requests.request(method, url + path, json={"password": password}, headers=headers, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required"), path
    change: dict[str, Any] = {"current": password, "new": CHOSEN}
    changed = requests.post(url + "/auth/password", json=change, headers=headers, timeout=10)
    assert changed.status_code == 200
    assert requests.get(url + "/auth/users", headers=bearer(changed), timeout=10).json()["total"] == 1


def test_the_first_admin_comes_from_a_file_and_must_change_the_password(production: Production, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(GIVEN + "\n")
    file = {"ADMIN_PASSWORD_FILE": str(tmp_path / "password")}
    migrated = production.run("migrate", "auth_service", **file)
    assert migrated.returncode == 0, migrated.stderr
    assert GIVEN not in migrated.stdout + migrated.stderr
    with production.served() as url:
        may_do_nothing_before_a_new_password(url, GIVEN)
        assert production.run("migrate", "auth_service", **file).returncode == 0
        assert login(url, GIVEN).status_code == 401, "a later start does not put the first password back"
        assert login(url, CHOSEN).status_code == 200


def test_without_a_file_the_first_password_is_made_up_and_printed_once(production: Production) -> None:
    first, second = (production.run("migrate", "auth_service") for _ in range(2))
    printed = re.findall(r"user admin, password (\S+) \(shown once\)", first.stdout)
    assert len(printed) == 1
    assert "password" not in second.stdout
    with production.served() as url:
        may_do_nothing_before_a_new_password(url, printed[0])
        for name in ("operador", "tecnico", "usuario", "test"):
            assert login(url, "123456", name).status_code == 401
        body = {"username": "nueva", "password": CHOSEN + "!"}
        refused = requests.post(url + "/auth/register", json=body, timeout=10)
        assert (refused.status_code, refused.json()["code"]) == (403, "registration_disabled")


@pytest.mark.parametrize("name", ["INTERNAL_SECRET", "KEY_ENCRYPTION_SECRET", "DATABASE_URL"])
@pytest.mark.parametrize("value", ["", "change-me-" + "x" * 40])
def test_a_missing_or_placeholder_secret_ends_the_start_with_its_name(
    production: Production, name: str, value: str
) -> None:
    ended = production.run("migrate", "auth_service", **{name: value})
    assert ended.returncode == 2
    assert name in ended.stderr
    assert "x" * 40 not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_revoked_signing_keys_end_what_is_signed_in(production: Production) -> None:
    password = re.findall(r"password (\S+) ", production.run("migrate", "auth_service").stdout)[0]
    with production.served() as url:
        before = login(url, password)
        rotated = production.run("rotate-keys", "auth_service")
        assert rotated.returncode == 0, rotated.stderr
        assert requests.get(url + "/auth/me", headers=bearer(before), timeout=10).status_code == 200
        revoked = production.run("rotate-keys", "auth_service", "--revoke")
        assert "revoked" in revoked.stdout
        # Each process asks for its keys again within half a minute.
        assert eventually(
            lambda: requests.get(url + "/auth/me", headers=bearer(before), timeout=10).status_code == 401, seconds=60
        )
        after = login(url, password)
        assert requests.get(url + "/auth/me", headers=bearer(after), timeout=10).status_code == 200


def test_a_service_that_signs_nothing_has_no_keys_to_rotate(production: Production) -> None:
    ended = production.run("rotate-keys", "api_gateway")
    assert (ended.returncode, ended.stderr) == (2, "settings: api_gateway signs no tokens\n")
