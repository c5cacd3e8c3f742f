#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: exact versions with hashes, for every platform, no addresses.
# Usage: scripts/lock.sh            keep the versions that are locked
#        scripts/lock.sh --upgrade  take the newest that fit
set -euo pipefail
cd "$(dirname "$0")/.."
services="auth_service kiosk_service payment_service ai_service websocket_service notification_service api_gateway"
export UV_CUSTOM_COMPILE_COMMAND="scripts/lock.sh"
compile() {  # OUTPUT EXTRA… [-- more arguments]
  local output=$1 extras=(); shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do extras+=(--extra "$1"); shift; done
  [ "${1:-}" = -- ] && shift
  python3 -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-annotate "${extras[@]}" "$@" pyproject.toml --output-file "requirements/$output.txt"
}
compile dev $services kiosk_app launcher dev -- "$@"
# The others hold what dev holds, only less of it.
compile all $services kiosk_app launcher -- --constraint requirements/dev.txt
for service in $services; do compile "$service" "$service" -- --constraint requirements/dev.txt; done
