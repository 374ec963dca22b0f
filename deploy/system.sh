#!/usr/bin/env bash
# What the tests need from the system: a browser, Chinese fonts, a PostgreSQL, an office suite;
# and what two of them are skipped without: nginx, and Prometheus for its promtool.
set -euo pipefail
need=() more=()
command -v chromium >/dev/null || need+=(chromium)
# Read whole before looking: with pipefail a `grep -q` that leaves early fails the pipe.
fonts=$(fc-list 2>/dev/null || true) libraries=$(/sbin/ldconfig -p)
[[ $fonts == *"Noto Sans CJK"* ]] || need+=(fonts-noto-cjk fontconfig)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need+=(postgresql)
command -v soffice >/dev/null || need+=(libreoffice-writer libreoffice-calc)
# The driver of the browser tests is linked against it; only machines with a compiler have it.
[[ $libraries == *libatomic.so.1* ]] || need+=(libatomic1)
command -v pdftoppm >/dev/null || need+=(poppler-utils)
command -v nginx >/dev/null || [ -n "${CITYPLAN_NGINX:-}" ] || more+=(nginx)
command -v promtool >/dev/null || [ -n "${CITYPLAN_PROMTOOL:-}" ] || more+=(prometheus)
[ $((${#need[@]} + ${#more[@]})) -eq 0 ] && exit 0

# The tests start what they need themselves: no package may leave a service running on this machine.
policy=/usr/sbin/policy-rc.d
no_service_starts() {
  [ -e $policy ] && return
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
}
installed() { apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  [ ${#more[@]} -eq 0 ] || echo "有的测试会跳过,除非安装:apt-get install ${more[*]}" >&2
  [ ${#need[@]} -eq 0 ] && exit 0
  echo "测试还需要系统软件包:apt-get install ${need[*]}" >&2
  exit 1
fi
echo "正在安装系统软件包:${need[*]} ${more[*]}"
export DEBIAN_FRONTEND=noninteractive
no_service_starts
apt-get update -qq || [ ${#need[@]} -eq 0 ]
[ ${#need[@]} -eq 0 ] || installed "${need[@]}"
for one in "${more[@]}"; do
  installed "$one" || echo "没有装成 $one,用它的测试会跳过" >&2
done
