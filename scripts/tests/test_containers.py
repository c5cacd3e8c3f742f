"""What Compose, nginx and the settings say of each other must agree."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from api_gateway.security_headers import EVERYWHERE, content_policy
from api_gateway.services.routing import PREFIXES
from launcher.services import SERVICES, TASK_SERVICES, WORKERS
from scripts import make_env

ROOT = Path(__file__).parent.parent.parent
NGINX = ROOT / "frontend" / "nginx"


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def settings_of_the_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_explains_every_setting_of_the_compose_file_and_no_other() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert used == set(settings_of_the_example())


def test_every_secret_of_the_example_is_demanded_by_the_compose_file() -> None:
    demanded = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert demanded == {name for name, value in settings_of_the_example().items() if value == make_env.PLACEHOLDER}


def test_a_written_env_file_has_a_secret_of_its_own_for_each_placeholder(tmp_path: Path) -> None:
    assert make_env.main(tmp_path / ".env") == 0
    text = (tmp_path / ".env").read_text()
    assert make_env.PLACEHOLDER not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    made = re.findall(r"=([0-9a-f]{64})$", text, re.MULTILINE)
    assert len(made) == len(set(made)) == list(settings_of_the_example().values()).count(make_env.PLACEHOLDER)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_an_env_file_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MINE=1")
    assert make_env.main(tmp_path / ".env") == 1
    assert (tmp_path / ".env").read_text() == "MINE=1"


def test_every_service_and_worker_has_a_container(compose: Any) -> None:
    containers = set(compose["services"])
    assert {name.replace("_", "-") for name in SERVICES} <= containers
    workers = {service.removesuffix("_service") for services in WORKERS.values() for service in services}
    assert {f"{name}-work" for name in workers} <= containers
    assert {f"{service.removesuffix('_service')}-tasks" for service in TASK_SERVICES} <= containers


def test_every_container_of_ai_service_sees_the_same_models(compose: Any) -> None:
    containers = [one for one in compose["services"].values() if one["image"] == "admin-kiosk/ai-service"]
    assert len(containers) >= 3
    for container in containers:
        assert container["volumes"] == [f"models:{container['environment']['MODELS_DIR']}"]
    assert "models" in compose["volumes"]


def test_only_the_web_container_has_a_public_port(compose: Any) -> None:
    assert [name for name, container in compose["services"].items() if "ports" in container] == ["web"]


def test_no_container_has_privileges_or_can_write_to_its_image(compose: Any) -> None:
    for container in compose["services"].values():
        assert container["read_only"] is True
        assert container["cap_drop"] == ["ALL"]
        assert container["security_opt"] == ["no-new-privileges:true"]
        assert container["mem_limit"]
        if container["image"].startswith("admin-kiosk/"):
            assert "cap_add" not in container


def test_nginx_sends_every_prefix_of_the_gateway_to_it() -> None:
    patterns = re.findall(r"location ~ (\S+) \{ include /etc/nginx/gateway.conf", (NGINX / "nginx.conf").read_text())
    for prefix in [*PREFIXES, "ping", "status", "openapi.json", "docs"]:
        assert any(re.search(pattern, f"/{prefix}") for pattern in patterns), prefix


@pytest.mark.parametrize(
    ("setting", "networks"), [("", []), ("192.0.2.7, 2001:db8::/32", ["192.0.2.7", "2001:db8::/32"])]
)
def test_nginx_believes_the_proxy_that_the_setting_names_and_nobody_else(
    tmp_path: Path, setting: str, networks: list[str]
) -> None:
    (tmp_path / "nginx").write_text("#!/bin/sh\n")
    (tmp_path / "nginx").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.defpath}", "TMPDIR": str(tmp_path), "TRUSTED_PROXY": setting}
    subprocess.run(["/bin/sh", NGINX / "start.sh"], env=environment, check=True)
    written = (tmp_path / "trusted_proxy.conf").read_text()
    assert re.findall(r"set_real_ip_from (\S+);", written) == networks
    assert re.findall(r"(\S+) 1;", written) == networks
    claims = re.findall(r".*http_x_forwarded.*", (NGINX / "nginx.conf").read_text())
    assert all("$from_trusted_proxy $http_x_forwarded_proto" in claim for claim in claims)


def test_nginx_protects_pages_as_the_gateway_does() -> None:
    policy = re.search(r'Content-Security-Policy "([^"]+)"', (NGINX / "content_policy.conf").read_text())
    assert policy is not None
    here = "http://here.example"
    assert policy[1] == content_policy(here).replace(f" {here} ws://here.example", "")
    text = (NGINX / "nginx.conf").read_text()
    headers = {
        name: quoted or bare for name, quoted, bare in re.findall(r"add_header (\S+) (?:'([^']+)'|(\S+)) always", text)
    }
    assert headers.items() >= EVERYWHERE.items()


def test_workers_are_looked_at_and_a_missing_configs_file_is_no_folder(compose: Any) -> None:
    for name, container in compose["services"].items():
        if name.endswith("-work"):
            assert "$$HEARTBEAT_FILE" in container["healthcheck"]["test"][-1]
            assert container["environment"]["HEARTBEAT_FILE"]
    (_, configs) = compose["services"]["kiosks"]["volumes"]
    assert configs["type"] == "bind"


@pytest.mark.parametrize(("port", "written"), [("8080", ""), ("9000", "listen 9000;")])
def test_nginx_listens_on_the_public_port_too(compose: Any, tmp_path: Path, port: str, written: str) -> None:
    *shell, command = compose["services"]["web"]["entrypoint"]
    command = command.replace("${HTTP_PORT:-8080}", port).replace("/tmp/", f"{tmp_path}/").replace("/start.sh", "true")
    subprocess.run([*shell, command], check=True)
    listens = "".join(path.read_text().strip() for path in tmp_path.glob("listen*.conf"))
    assert listens == written
    assert "include /tmp/listen*.conf;" in (NGINX / "nginx.conf").read_text()
