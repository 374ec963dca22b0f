#!/usr/bin/env bash
# Build the virtual environment from the hash-locked lists; nothing else is downloaded.
set -euo pipefail
python=$1 venv=$2
if ! "$python" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14)))' 2>/dev/null; then
  echo "需要 Python 3.11 至 3.13;当前:$("$python" --version 2>&1 || echo 没有 "$python")。可用 make PYTHON=python3.11 指定。" >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  rm -rf "$venv"
  if ! "$python" -m venv "$venv" 2>/dev/null; then
    rm -rf "$venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && "$python" -m venv "$venv"
    else
      echo "缺系统软件包 python3-venv,请先安装:apt-get install python3-venv" >&2
      exit 1
    fi
  fi
fi
# What this machine tells pip about its certificate and its mirror holds for uv too.
told() { printenv "PIP_$1" || "$venv/bin/python" -m pip config get "global.$2" 2>/dev/null || true; }
cert=$(told CERT cert) mirror=$(told INDEX_URL index-url)
[ -n "$cert" ] && export SSL_CERT_FILE="${SSL_CERT_FILE:-$cert}"
[ -n "$mirror" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
pip() { "$venv/bin/python" -m pip install -q --disable-pip-version-check "$@"; }
fast() { "$venv/bin/uv" pip install -q --python "$venv/bin/python" "$@"; }
echo "正在安装依赖(按哈希锁定,约半分钟)……"
pip --require-hashes -r deploy/bootstrap.lock
if ! fast --require-hashes -r requirements.lock; then
  echo "快速安装未成,改用 pip(约两分钟)……"
  pip --require-hashes -r requirements.lock
fi
pip --no-deps --no-build-isolation -e .
"$venv/bin/python" -m compileall -q "$venv/lib" >/dev/null 2>&1 || true
