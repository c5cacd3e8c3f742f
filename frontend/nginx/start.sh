#!/bin/sh
# Starts nginx with the name server of the place where it runs.
set -eu
servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
printf 'resolver %s valid=5s;\n' "${servers:-127.0.0.1}" > /tmp/resolver.conf
exec nginx -g 'daemon off;'
