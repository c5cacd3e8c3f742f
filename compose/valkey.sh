#!/bin/sh
# Runs a Valkey server behind the password, with the settings it is given; never as root, but as whom its data belongs to.
set -eu
if [ "$(id -u)" = 0 ]; then
  owner=$(stat -c %u /data)
  [ "$owner" != 0 ] || owner=999
  chown -R "$owner" /data
  exec setpriv --reuid "$owner" --regid "$owner" --clear-groups "$0" "$@"
fi
# The password stands in a private file: anyone on the machine may read the arguments of a process.
umask 077
printf 'requirepass %s\ndir /data\nsave ""\nappendonly yes\nmaxmemory-policy noeviction\n' "$VALKEY_PASSWORD" > /tmp/valkey.conf
exec valkey-server /tmp/valkey.conf "$@"
