#!/bin/sh
# Two databases, three accounts: the owner of ours (upgrades), the program (adds and reads), Prefect.
set -eu
quoted() { printf "'%s'" "$(sed "s/'/''/g" "/run/secrets/$1")"; }
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" <<SQL
CREATE ROLE cityplan_owner LOGIN PASSWORD $(quoted owner_password);
CREATE ROLE cityplan_program LOGIN PASSWORD $(quoted program_password);
CREATE ROLE prefect LOGIN PASSWORD $(quoted prefect_password);
CREATE DATABASE cityplan OWNER cityplan_owner;
CREATE DATABASE prefect OWNER prefect;
REVOKE CONNECT ON DATABASE cityplan, prefect FROM PUBLIC;
GRANT CONNECT ON DATABASE cityplan TO cityplan_program;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
