#!/bin/sh
# Makes the service's role and database when PostgreSQL's container starts for the first time.
# The role owns its database and nothing else: no superuser and no BYPASSRLS, so that row level security binds it.
set -eu

: "${STEGVIS_DATABASE_PASSWORD:?set it in .env}"

# psql reads the password from the environment itself, so that it stands in no list of processes.
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv password STEGVIS_DATABASE_PASSWORD
CREATE ROLE stegvis LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE stegvis OWNER stegvis ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE stegvis FROM PUBLIC;
\connect stegvis
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO stegvis;
SQL
