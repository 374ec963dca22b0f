#!/usr/bin/env bash
# Fetch the part of Plotly that our charts need, check it, put it where the site serves it from.
# Run after another version of plotly was locked; without arguments it only checks what is there.
#   deploy/plotly.sh [VERSION SHA256]
set -euo pipefail
cd "$(dirname "$0")/.."
package=plotly.js-basic-dist-min file=plotly-basic.min.js folder=dashboards/vendor
if [ $# -eq 2 ]; then
  room=$(mktemp -d)
  trap 'rm -rf "$room"' EXIT
  (cd "$room" && npm pack --silent "$package@$1" >/dev/null && tar -xzf ./*.tgz)
  echo "$2  $room/package/$file" | sha256sum --check --quiet
  install -m 644 "$room/package/$file" "$folder/$file"
  install -m 644 "$room/package/LICENSE" "$folder/plotly-basic.LICENSE.txt"
  (cd "$folder" && sha256sum "$file" plotly-basic.LICENSE.txt > SHA256SUMS)
fi
cd "$folder" && sha256sum --check SHA256SUMS
