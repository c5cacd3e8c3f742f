#!/usr/bin/env bash
# iproute2 for the tests that cut kiosks off; as root on Debian it is installed when it is missing. Nothing fails
# without it: those tests are left out then, and say so.
set -euo pipefail
command -v ip >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends iproute2; } >&2 || true
fi
