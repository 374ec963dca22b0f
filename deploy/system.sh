#!/usr/bin/env bash
# What the tests need from the system: a browser, Chinese fonts, a PostgreSQL, an office suite.
set -euo pipefail
need=()
command -v chromium >/dev/null || need+=(chromium)
# Read whole before looking: with pipefail a `grep -q` that leaves early fails the pipe.
fonts=$(fc-list 2>/dev/null || true) libraries=$(/sbin/ldconfig -p)
[[ $fonts == *"Noto Sans CJK"* ]] || need+=(fonts-noto-cjk fontconfig)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need+=(postgresql)
command -v soffice >/dev/null || need+=(libreoffice-writer libreoffice-calc)
# The driver of the browser tests is linked against it; only machines with a compiler have it.
[[ $libraries == *libatomic.so.1* ]] || need+=(libatomic1)
command -v pdftoppm >/dev/null || need+=(poppler-utils)
[ ${#need[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "正在安装系统软件包:${need[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
else
  echo "测试还需要系统软件包:apt-get install ${need[*]}" >&2
  exit 1
fi
