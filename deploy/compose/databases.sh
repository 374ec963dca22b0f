#!/bin/sh
# Two databases, three accounts: the owner of ours (upgrades), the program (adds and reads), Prefect;
# and who may only read: nobody logs in as that, other accounts are made members of it.
set -eu
quoted() { printf "'%s'" "$(sed "s/'/''/g" "/run/secrets/$1")"; }
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" <<SQL
CREATE ROLE cityplan_owner LOGIN PASSWORD $(quoted owner_password);
CREATE ROLE cityplan_program LOGIN PASSWORD $(quoted program_password);
CREATE ROLE cityplan_reader NOLOGIN;
CREATE ROLE prefect LOGIN PASSWORD $(quoted prefect_password);
CREATE DATABASE cityplan OWNER cityplan_owner;
CREATE DATABASE prefect OWNER prefect;
REVOKE CONNECT, TEMPORARY ON DATABASE cityplan, prefect FROM PUBLIC;
GRANT CONNECT ON DATABASE cityplan TO cityplan_program, cityplan_reader;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
