#!/bin/sh
# Starts what it is given, unless a setting still holds the placeholder of .env.example: then it names the setting.
for name in $(env | sed -n 's/^\([A-Z_]*\)=.*change-me.*/\1/p'); do
  echo "$name still holds the placeholder of .env.example: write .env with \`make env\`" >&2
  refused=1
done
[ -z "${refused:-}" ] || exit 78
exec "$@"
