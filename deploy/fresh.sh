#!/usr/bin/env bash
# What somebody gets who installs without the lock today: dependencies resolved anew into an empty
# environment, where `cityplan --help` and Prefect's server must start (a newer fastapi once did not).
set -euo pipefail
bin=$(cd "$1" && pwd) root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d) server=
end() { [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true; rm -rf "$folder"; }
trap end EXIT
# What this machine tells pip about its certificate and its mirror holds for uv too.
told() { printenv "PIP_$1" || "$bin/python" -m pip config get "global.$2" 2>/dev/null || true; }
cert=$(told CERT cert) mirror=$(told INDEX_URL index-url)
[ -n "$cert" ] && export SSL_CERT_FILE="${SSL_CERT_FILE:-$cert}"
[ -n "$mirror" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
"$bin/uv" venv -q --python "$bin/python" "$folder/venv"
echo '不用锁定清单,重新解析依赖……'
if ! "$bin/uv" pip install -q --python "$folder/venv/bin/python" -r "$root/pyproject.toml" 2>"$folder/why"; then
  cat "$folder/why" >&2
  echo '没有装成:软件包源连不上,或 pyproject.toml 的依赖已互相不容;照上面的原因改。' >&2
  exit 1
fi
"$bin/uv" pip freeze --python "$folder/venv/bin/python" 2>/dev/null >"$folder/found"
changed=$(grep -vxFf <(grep -oE '^[A-Za-z0-9._-]+==[^ ;\\]+' "$root/requirements.lock") "$folder/found" |
  grep -c '==' || true)
echo "装成 $(wc -l <"$folder/found") 个,其中 $changed 个与锁定的版本不同"
cd "$folder"
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1 GX_ANALYTICS_ENABLED=false
export PREFECT_SERVER_ANALYTICS_ENABLED=false PYTHONPATH="$root"
venv/bin/python -c 'from flows.cli import main; main()' --help >/dev/null
echo 'cityplan --help 能运行'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PREFECT_SERVER_API_HOST=127.0.0.1 PREFECT_SERVER_API_PORT=$port \
  venv/bin/python -m flows.prefect_server >server.txt 2>&1 &
server=$!
for _ in $(seq 180); do
  if venv/bin/python -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=5)' \
    "http://127.0.0.1:$port/api/health" 2>/dev/null; then
    echo 'Prefect 服务端能启动'
    exit 0
  fi
  kill -0 "$server" 2>/dev/null || break
  sleep 1
done
tail -20 server.txt >&2
echo 'Prefect 服务端启动不了:看上面的原因,在 pyproject.toml 里限定那个依赖的版本。' >&2
exit 1
