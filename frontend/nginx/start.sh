#!/bin/sh
# Starts nginx with the name server of the place where it runs.
# TRUSTED_PROXY names the proxies in front, whose word on the caller counts: addresses and networks, by commas.
set -eu
written=${TMPDIR:-/tmp}
servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
printf 'resolver %s valid=5s;\n' "${servers:-127.0.0.1}" > "$written/resolver.conf"

# The address that was connected from, and not the one that is told, says whether it is the proxy that speaks.
{
  echo 'real_ip_header X-Forwarded-For;'
  echo 'real_ip_recursive on;'
  for network in $(echo "${TRUSTED_PROXY:-}" | tr ',' ' '); do echo "set_real_ip_from $network;"; done
  echo 'geo $realip_remote_addr $from_trusted_proxy {'
  echo '  default 0;'
  for network in $(echo "${TRUSTED_PROXY:-}" | tr ',' ' '); do echo "  $network 1;"; done
  echo '}'
} > "$written/trusted_proxy.conf"
exec nginx -g 'daemon off;'
