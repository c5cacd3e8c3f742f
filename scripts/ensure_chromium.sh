#!/usr/bin/env bash
# Prints the path of a Chromium or Chrome for the browser tests; as root on Debian it installs one when there is none.
set -euo pipefail
find_one() {
  for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return 0
  done
  return 1
}
find_one && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >&2
  find_one && exit 0
fi
echo "The browser tests need Chromium or Chrome. Install one, or name it: CHROMIUM=/path/to/chromium make test" >&2
exit 1
