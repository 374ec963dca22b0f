#!/bin/sh
# cityplan of this version with the settings of this installation: cityplan.env, secrets/, home/.
# Lines of cityplan.env are NAME=value as systemd reads them: no quotes, nothing is evaluated;
# what the environment says already has the last word.
version=$(dirname "$(readlink -f "$0")")
prefix=$(dirname "$(dirname "$version")")
if [ -r "$prefix/cityplan.env" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*}
    case $line in CITYPLAN_*=* | PREFECT_*=*) ;; *) continue ;; esac
    case $name in *[!A-Z0-9_]*) continue ;; esac
    printenv "$name" >/dev/null || export "$line"
  done <"$prefix/cityplan.env"
fi
if [ -z "${CITYPLAN_HOME:-}" ] && [ -d "$prefix/backups" ]; then # of this home and no other
  export CITYPLAN_BACKUPS="${CITYPLAN_BACKUPS:-$prefix/backups}"
fi
export CITYPLAN_HOME="${CITYPLAN_HOME:-$prefix/home}"
if [ -z "${CREDENTIALS_DIRECTORY:-}" ]; then # by hand, not under systemd: secrets/<setting>
  for file in "$prefix"/secrets/*; do
    [ -r "$file" ] || continue
    name=CITYPLAN_$(basename "$file" | tr '[:lower:]' '[:upper:]')
    case $name in *[!A-Z0-9_]*) continue ;; esac
    printenv "$name" >/dev/null || export "$name=$(cat "$file")"
  done
fi
if [ -z "${FONTCONFIG_FILE:-}" ] && [ -r "$version/fonts.conf" ]; then
  export FONTCONFIG_FILE="$version/fonts.conf"
fi
export PYTHONSAFEPATH=1 # nothing that lies in the working folder is taken for ours
exec "$version/venv/bin/cityplan" "$@"
