#!/usr/bin/env bash
# Format, lint, types, rooms, data files, documents: each says what is wrong, all are run.
set -uo pipefail
bin=$1
status=0
step() { printf '%s … ' "$1"; shift; if out=$("$@" 2>&1); then echo 好; else echo 有问题; echo "$out"; status=1; fi; }
step 格式 "$bin/ruff" format --check .
step 规范 "$bin/ruff" check .
step 类型 "$bin/mypy"
step 分层 "$bin/lint-imports"
step 方案 "$bin/cityplan" plan check
step 文档 "$bin/python" -m deploy.documents
step 手册 "$bin/python" -m deploy.handbook --check
exit $status
