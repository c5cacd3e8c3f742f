#!/bin/bash
# Runs once, on an empty database: a role and a schema of its own for each service, as no service reads another's tables.
set -euo pipefail
for service in auth kiosk payment ai notification; do
  export ROLE=${service}_service
  password=${service^^}_DATABASE_PASSWORD
  export PASSWORD=${!password}
  psql --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 <<'SQL'
\getenv role ROLE
\getenv password PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE SCHEMA :"role" AUTHORIZATION :"role";
ALTER ROLE :"role" SET search_path = :"role", public;
SQL
done
