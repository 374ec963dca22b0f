#!/bin/sh
# The containers' one way in: secrets of Prefect become its environment, ours stay files.
set -eu
here=$(dirname "$(readlink -f "$0")")
program=$here/../../cityplan.sh
python=$here/../../venv/bin/python
secret() { cat "/run/secrets/$1"; }

if [ -r /run/secrets/prefect_auth ]; then
  PREFECT_SERVER_API_AUTH_STRING=$(secret prefect_auth)
  PREFECT_API_AUTH_STRING=$PREFECT_SERVER_API_AUTH_STRING
  export PREFECT_SERVER_API_AUTH_STRING PREFECT_API_AUTH_STRING
fi
case ${1:-} in
  healthy)
    exec "$python" -I -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=8)' "$2"
    ;;
  prefect)
    PREFECT_SERVER_DATABASE_CONNECTION_URL=$(secret prefect_database_url)
    export PREFECT_SERVER_DATABASE_CONNECTION_URL
    exec "$python" -P -m flows.prefect_server
    ;;
  setup)
    "$program" init
    exec "$program" ledger roles --writer cityplan_program --reader cityplan_reader
    ;;
  *) exec "$program" "$@" ;;
esac
