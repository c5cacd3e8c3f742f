# The commands of a newcomer. Settings are environment variables: PORT=8100 make up
.PHONY: up down setup test bench screenshots lint format types env compose-smoke structure lock

# The first Python that is new enough starts the launcher, which does everything else.
define launcher
@for python in "$${PYTHON:-python3.13}" python3.13 python3.12 python3.11 python3; do \
  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    exec "$$python" -m launcher $(1); \
  fi; \
done; \
echo "Admin Kiosk needs Python 3.11 or newer; found: $$(command -v python3 >/dev/null && python3 --version 2>&1 || echo none)." \
  "Install one, or name it: PYTHON=/path/to/python3.11 make $(1)" >&2; \
exit 1
endef

# Set up what is missing, then run the system until Ctrl-C.
up:
	$(call launcher,up)

# Stop the system from another terminal.
down:
	$(call launcher,down)

# Only set up, with what development and tests need.
setup:
	$(call launcher,setup)

python := .venv/bin/python

# Everything that is tested, on real servers and in a real browser; sets up what it needs. Many tests wait for servers, or
# for what comes with the minutes, so others work meanwhile; what breaks things has the machine for itself.
test: setup
	$(python) -m pytest -n 4 common auth_service kiosk_service payment_service ai_service websocket_service \
	  notification_service api_gateway kiosk_app launcher scripts
	npm --prefix frontend test
	scripts/ensure_network_tools.sh
	CHROMIUM="$$(scripts/ensure_chromium.sh)" $(python) -m pytest -n 2 --dist loadfile tests/e2e tests/contract
	$(python) -m pytest tests/faults

# Every measurement, one after the other, and whether its bound holds; for a machine that has nothing else to do.
# PEERS is the folder with the reference peers, PACKS the one with the data that models are measured on, RESULTS where the
# tables go: make bench PEERS=/path/to/peers PACKS=/path/to/data
RESULTS ?= build/bench
bench: setup
	CHROMIUM="$$(scripts/ensure_chromium.sh)" $(python) -m bench --out "$(RESULTS)" $(if $(PEERS),--peers "$(PEERS)") $(if $(PACKS),--packs "$(PACKS)")

# Pictures of every page of the web app with demo data, for the README and docs/screens.md, into docs/images/.
screenshots: setup
	CHROMIUM="$$(scripts/ensure_chromium.sh)" $(python) -m scripts.screenshots

# What must hold before a commit: style, types, the directions of imports, and that nothing generated is stale.
lint: setup
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy .
	$(python) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(python) -m scripts.export_openapi --check
	$(python) -m scripts.export_structure --check
	.venv/bin/hadolint Dockerfile frontend/Dockerfile kiosk_app/Dockerfile
	npm --prefix frontend run lint
	npm --prefix frontend run build -- --logLevel warn
	npm --prefix frontend run size

# Put style right where a program can.
format:
	$(python) -m ruff check --fix .
	$(python) -m ruff format .
	npm --prefix frontend run format

# The services' descriptions, and the web app's types made from them.
types:
	$(python) -m scripts.export_openapi
	npm --prefix frontend run types

# Settings of docker-compose.yml with secrets of their own, once.
env:
	@python3 -m scripts.make_env

# Builds the images, runs docker-compose.yml, uses it through its public port, and takes it down.
compose-smoke: setup
	$(python) -m scripts.compose_smoke

structure:
	$(python) -m scripts.export_structure

# Exact versions with hashes, from pyproject.toml; needs uv. UPGRADE=--upgrade takes the newest that fit.
lock:
	scripts/lock.sh $(UPGRADE)
