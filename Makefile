# The commands of a newcomer. Settings are environment variables: PORT=8100 make up
.PHONY: up down setup

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
