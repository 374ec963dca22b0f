#!/usr/bin/env bash
# Resolve again and write the locks: hashes, no index and no host.
set -euo pipefail
uv=$1/uv
"$uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock
echo 'uv==0.13.9' | "$uv" pip compile - --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header -q -o deploy/bootstrap.lock
! grep -nE 'https?://' requirements.lock deploy/bootstrap.lock
