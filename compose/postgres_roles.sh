#!/bin/bash
# Runs once, on an empty server: the database, and in it a role and a schema of its own for each service, as no service
# reads another's tables.
set -euo pipefail
run() { psql --quiet --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 "$@"; }
# Named encoding and locale: those of an image's own template differ from image to image.
run --dbname postgres --command "CREATE DATABASE admin_kiosk TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
for service in auth kiosk payment ai notification; do
  export ROLE=${service}_service
  password=${service^^}_DATABASE_PASSWORD
  export PASSWORD=${!password}
  run --dbname admin_kiosk <<'SQL'
\getenv role ROLE
\getenv password PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE SCHEMA :"role" AUTHORIZATION :"role";
ALTER ROLE :"role" SET search_path = :"role", public;
SQL
done
