#!/usr/bin/env bash
# Install, upgrade and roll back cityplan in one folder, without a network.
#
#   bash install.sh check                     is this bundle whole, does it fit this machine
#   bash install.sh install FOLDER            install, or upgrade what is there
#   bash FOLDER/current/install.sh rollback FOLDER [--to-backup]
#   bash FOLDER/current/install.sh restore FOLDER BACKUP   what is there is set aside
#   options: --python PROGRAM, --user ACCOUNT (whose the data are; default: who runs this)
#   CITYPLAN_DATABASE_URL  on PostgreSQL: its owner's address, to upgrade or to restore; the
#                          program's own role may make no table, and the owner's is kept nowhere
#
# FOLDER/versions/NAME    a version, whole or not there (.complete)
# FOLDER/current,previous the version at work and the one before
# FOLDER/home, backups, cityplan.env, secrets/    the installation's own, never overwritten
# Exit: 1 refused, 2 usage, 3 a fault of the machine; whatever it is, what worked goes on working.
set -eEuo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
python='' owner='' to_backup=0 half='' folder='' backup='' act='' said=0 step=''

say() { printf '%s\n' "$*"; }
stop() { # EXIT WHAT CURE
  said=1
  printf '没有做成:%s。\n怎样办:%s。\n' "$2" "$3" >&2
  exit "$1"
}
refuse() { stop 1 "$@"; }

fact() { sed -n "s/^$1=//p" "$here/BUNDLE"; }
of() { [ -L "$folder/$1" ] && basename "$(readlink "$folder/$1")" || true; }

# --- before anything is touched ---------------------------------------------------------------
check_bundle() {
  [ -f "$here/BUNDLE" ] && [ -f "$here/SHA256SUMS" ] ||
    refuse "$here 不是完整的安装包(缺 BUNDLE 或 SHA256SUMS)" "重新解开安装包的 tar 文件,在解开的文件夹里运行"
  local bad
  bad=$(cd "$here" && LC_ALL=C sha256sum --check --quiet SHA256SUMS 2>/dev/null | head -n 1) || true
  [ -z "$bad" ] || refuse "安装包里的 ${bad%%: *} 损坏或缺失,与 SHA256SUMS 不符" \
    "重新拷贝安装包,先用 sha256sum --check 核对 tar 文件,再解开"
}

check_python() {
  local wanted machine least found
  wanted=$(fact PYTHON) machine=$(fact MACHINE) least=$(fact GLIBC)
  python=${python:-python$wanted}
  command -v "$python" >/dev/null || refuse "本机没有 $python,这个安装包只配 Python $wanted" \
    "安装系统软件包 python$wanted,或用 --python 指明程序,或换一个为本机 Python 做的安装包"
  found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
    refuse "$python 不能运行" "用 --python 指明可用的 Python $wanted"
  [ "$found" = "$wanted" ] || refuse "$python 是 Python $found,这个安装包只配 Python $wanted" \
    "用 --python 指明 Python $wanted,或换一个为 Python $found 做的安装包"
  [ "$(uname -m)" = "$machine" ] || refuse "本机处理器是 $(uname -m),这个安装包只配 $machine" \
    "换一个为 $(uname -m) 做的安装包"
  "$python" - "$least" <<'PY' || refuse "本机系统的 C 库($(ldd --version 2>/dev/null | head -n 1))早于安装包要的 glibc $least" "换较新的系统,或在同样旧的系统上另做安装包"
import platform, sys
known = platform.libc_ver()[1]
sys.exit(not known or [int(n) for n in known.split(".")] < [int(n) for n in sys.argv[1].split(".")])
PY
}

check_space() { # MEGABYTES: on the disk that the folder lies or will lie on
  local place=$folder free
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  free=$(df -Pm "$place" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$1" ] || refuse "$place 所在磁盘余 $free MB,要 $1 MB" "腾出空间,或装到别的磁盘"
}

check_folder() {
  case $folder in /*) ;; *) refuse "目录 $folder 不是绝对路径" "写全路径,如 /opt/cityplan" ;; esac
  case $folder in *[!A-Za-z0-9/._-]*) refuse "目录 $folder 里有空格或特殊字符" "只用字母、数字、- _ . ,如 /opt/cityplan" ;; esac
  case $folder/ in "$here"/*) [ "$here" = "$folder/versions/$(basename "$here")" ] || refuse "目录 $folder 在安装包之内" "装到别处,如 /opt/cityplan" ;; esac
  if [ -e "$folder" ] && [ ! -d "$folder/versions" ] && [ -n "$(ls -A "$folder")" ]; then
    refuse "目录 $folder 已有别的东西" "换一个空目录,或先移开里面的文件"
  fi
}

alone() { # one installer at a time, and nobody at work while versions change
  mkdir -p "$folder/versions" 2>/dev/null || refuse "不能建立目录 $folder" "换有权写入的目录,或由 root 运行"
  exec 9>"$folder/.installing"
  flock -n 9 || refuse "另一个安装正在 $folder 进行" "等它结束再试"
}

idle() {
  local one program
  for one in /proc/[0-9]*; do
    { IFS= read -r -d '' program <"$one/cmdline"; } 2>/dev/null || continue
    case $program in "$folder"/versions/*/venv/bin/*)
      refuse "旧版程序还在运行(进程 ${one#/proc/})" "先停服务:systemctl stop 'cityplan-*',或结束 cityplan serve、cityplan schedule" ;;
    esac
  done
}

# --- one version ------------------------------------------------------------------------------
unpack() { # NAME: the version's own folder, ready to be used; nothing else is changed
  local to=$folder/versions/$1 site told
  if [ -e "$to/.complete" ]; then return; fi
  rm -rf "$to"
  half=$to
  mkdir -p "$to"
  say "正在安装 $1 ……"
  "$python" -m zipfile -e "$here"/tool/uv-*.whl "$to/.tool" # a wheel is a zip
  chmod 755 "$to"/.tool/uv-*.data/scripts/uv
  local uv=("$(echo "$to"/.tool/uv-*.data/scripts/uv)")
  export UV_NO_CACHE=1 UV_OFFLINE=1 UV_NO_CONFIG=1 UV_PYTHON_DOWNLOADS=never
  "${uv[@]}" venv -q --python "$(command -v "$python")" "$to/venv"
  "${uv[@]}" pip install -q --python "$to/venv/bin/python" --no-index --find-links "$here/wheels" \
    --no-deps --require-hashes --compile-bytecode -r "$here/requirements.txt"
  rm -rf "$to/.tool"
  # The rooms look for these two beside themselves, as in the checkout.
  site=$("$to/venv/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  install -m 644 "$here/requirements.lock" "$here/prefect.yaml" "$site/"
  install -m 755 "$here/install.sh" "$here/cityplan.sh" "$to/"
  install -m 644 "$here/BUNDLE" "$here/LICENSE" "$here/sbom.cdx.json" "$to/"
  for one in deploy docs fonts; do if [ -d "$here/$one" ]; then cp -r "$here/$one" "$to/"; fi; done
  if [ -d "$to/fonts" ]; then fonts_of "$to"; fi
  told=$("$to/venv/bin/cityplan" plan check 2>&1 && "$to/venv/bin/python" -I -c 'import dashboards.app, desk.worker' 2>&1) ||
    refuse "新版 $1 在本机不能运行($(tail -n 1 <<<"$told"))" "原来的版本没有动,可照常启动;把这句话交给供应方"
  touch "$to/.complete"
  half=''
}

fonts_of() { # FOLDER: the system's typefaces, and those of the bundle
  cat >"$1/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$1/fonts</dir>
</fontconfig>
XML
}

program() { # VERSION ARGUMENTS…: that version's command on this installation, as its owner
  local which=$folder/versions/$1/cityplan.sh
  shift
  as_owner "$which" "$@"
}

as_owner() { # COMMAND…
  if [ "$(id -un)" = "$owner" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}

setting() { # NAME: as the version at work reads it
  program "$version" settings --json | "$folder/versions/$version/venv/bin/python" -I -c '
import json, sys
rows = json.load(sys.stdin)["settings"]
print(next(row["value"] for row in rows if row["name"] == sys.argv[1]))' "$1"
}

record() { # VERSION: how its doctor finds the record: ready or missing, then the words
  { program "$1" doctor --json || true; } | "$folder/versions/$1/venv/bin/python" -I -c '
import json, sys
print(*next((one["state"], one["found"]) for one in json.load(sys.stdin)["checks"] if one["title"] == "台账"))'
}

points() { # LINK VERSION: in one step
  ln -sfn "versions/$2" "$folder/.$1.new"
  mv -T "$folder/.$1.new" "$folder/$1"
}

# --- install and upgrade ----------------------------------------------------------------------
install_here() {
  check_bundle
  check_python
  check_folder
  local new old needs
  new=$(fact NAME) needs=$(fact NEEDS_MB)
  check_space "$needs"
  alone
  whose
  old=$(of current)
  if [ "$old" = "$new" ]; then
    rm -f "$folder/.upgrade"
    say "$folder 已是 $new,不用再装。"
    return
  fi
  if [ -n "$old" ]; then idle; fi
  local whole
  whole=$("$python" -c 'import sys; print(sys.executable)')
  as_owner "$whole" -c '' 2>/dev/null || refuse "账号 $owner 不能运行 $whole" \
    "用 --python 指明大家都能读的 Python(系统自带的),不要用某人目录里的"
  unpack "$new"
  own_folders "$new"
  if [ -n "$old" ]; then carry_over "$old" "$new" "$needs"; fi
  if [ -n "$old" ]; then points previous "$old"; fi
  points current "$new"
  ln -sfn ../current/cityplan.sh "$folder/bin/cityplan"
  rm -f "$folder/.upgrade"
  forget_older
  if [ -n "$old" ]; then
    say "已从 $old 升级到 $new。重新启动服务;要退回:bash $folder/current/install.sh rollback $folder"
  else
    say "已装好 $new。接着:$folder/bin/cityplan init(正式开始)或 $folder/bin/cityplan demo --home $folder/demo(看演示)"
  fi
}

whose() { # the account of the data: the one given, else the data's own, else who runs this
  local found=$owner
  if [ -z "$found" ] && [ -d "$folder/home" ]; then found=$(stat -c %U "$folder/home"); fi
  found=${found:-$(id -un)}
  id "$found" >/dev/null 2>&1 || refuse "本机没有账号 $found" "先建账号:useradd --system --home-dir $folder --shell /usr/sbin/nologin $found"
  [ "$found" = "$(id -un)" ] || [ "$(id -u)" = 0 ] || refuse "数据属于账号 $found" "由 root 或 $found 运行"
  owner=$found
}

own_folders() {
  local one
  mkdir -p "$folder/bin"
  if [ ! -d "$folder/secrets" ]; then
    mkdir -m 750 "$folder/secrets"
    if [ "$(id -u)" = 0 ]; then chown "root:$(id -gn "$owner")" "$folder/secrets"; fi
  fi
  for one in home backups; do
    if [ ! -d "$folder/$one" ]; then
      mkdir -m 700 "$folder/$one"
      if [ "$(id -u)" = 0 ]; then chown "$owner:" "$folder/$one"; fi
    fi
  done
}

carry_over() { # OLD NEW NEEDS_MB: a backup by the old program, then the new one's schema
  local old=$1 new=$2 version=$1 state words backup url home
  url=$(setting CITYPLAN_DATABASE_URL) home=$(setting CITYPLAN_HOME)
  if [ -z "$url" ] && [ ! -e "$home/cityplan.db" ]; then return; fi # nothing was begun yet
  if [ -e "$folder/.upgrade" ]; then
    unfinished "$new"
  else
    state=$(record "$old") words=${state#* }
    [ "${state%% *}" = ready ] || refuse "旧版打不开台账:$words" "先照 $folder/bin/cityplan doctor 说的处理好,再升级"
    check_space $(($3 + $(du -sm "$home" | cut -f 1)))
    backup=$folder/backups/before-$new-$(date +%Y%m%d-%H%M%S).zip
    say "正在备份到 $backup ……"
    program "$old" backup "$backup" >/dev/null
    printf 'OLD=%s\nNEW=%s\nBACKUP=%s\n' "$old" "$new" "$backup" >"$folder/.upgrade"
  fi
  bring_up "$old" "$new" "$backup"
  cp "$folder/.upgrade" "$folder/versions/$new/upgraded"
}

unfinished() { # NEW: an upgrade that was broken off is finished by the same bundle; sets backup
  local was
  was=$(sed -n 's/^NEW=//p' "$folder/.upgrade")
  [ "$was" = "$1" ] || refuse "上次升级到 $was 没有做完" "用 $was 的安装包再装一次,或先 bash $folder/current/install.sh rollback $folder"
  backup=$(sed -n 's/^BACKUP=//p' "$folder/.upgrade")
}

bring_up() { # OLD NEW BACKUP: the record in the new program's schema, or as it was
  local told state cure="原来的版本和数据没有动,可照常启动;把这句话交给供应方"
  state=$(record "$2")
  if [ "${state%% *}" != ready ]; then
    say "正在升级台账 ……"
    told=$(program "$2" init 2>&1) || true
    state=$(record "$2")
  fi
  if [ "${state%% *}" = ready ]; then return; fi
  as_before "$1" "$3"
  case ${told:-} in *所有者的地址*) cure="原来的版本和数据没有动。以$(owners_way "install.sh install $folder")" ;; esac
  refuse "新版打不开台账:${state#* } $(printf '%s' "${told:-}" | tail -n 1)" "$cure"
}

owners_way() { # COMMAND: the same by who owns the tables
  printf '%s' "数据库所有者的地址(写在只有 root 能读的文件里)再运行一次:CITYPLAN_DATABASE_URL=\"\$(cat 文件)\" bash $1"
}

as_before() { # OLD BACKUP: the old program opens the record again, by the backup if need be
  local state version=$1
  state=$(record "$1")
  if [ "${state%% *}" != ready ]; then from_backup "$1" "$2"; fi
  rm -f "$folder/.upgrade"
}

forget_older() { # all but the version at work and the one before; a broken-off one too
  local one name
  for one in "$folder"/versions/*; do
    name=$(basename "$one")
    case $name in "$(of current)" | "$(of previous)") ;; *) rm -rf "$one" ;; esac
  done
}

# --- back -------------------------------------------------------------------------------------
roll_back() {
  check_folder
  [ -d "$folder/versions" ] || refuse "$folder 没有装过 cityplan" "写安装时的目录"
  alone
  idle
  whose
  local at old state backup
  at=$(of current)
  if [ -e "$folder/.upgrade" ] && ! grep -qx "NEW=$at" "$folder/.upgrade"; then
    as_before "$at" "$(sed -n 's/^BACKUP=//p' "$folder/.upgrade")"
    say "没有做完的升级已撤销,仍是 $at。"
    return
  fi
  old=$(of previous)
  [ -n "$old" ] && [ -e "$folder/versions/$old/.complete" ] || refuse "没有可退回的版本" "要换别的版本,用它的安装包安装"
  state=$(record "$old")
  if [ "${state%% *}" != ready ] && any_record "$at"; then
    backup=$(sed -n 's/^BACKUP=//p' "$folder/versions/$at/upgraded" 2>/dev/null || true)
    [ -r "$backup" ] || refuse "$old 打不开现在的台账(${state#* }),升级前的备份也不在了" "用 $at 继续,或用安装包重新升级"
    [ "$to_backup" = 1 ] || refuse "$old 打不开现在的台账(${state#* })" \
      "加 --to-backup 恢复升级前的备份 $backup:此后的来件和办理不在其中,现在的数据目录另存不删"
    from_backup "$old" "$backup"
  fi
  points previous "$at"
  points current "$old"
  say "已从 $at 退回 $old。重新启动服务。"
}

restore_here() {
  check_folder
  [ -d "$folder/versions" ] || refuse "$folder 没有装过 cityplan" "先用安装包安装,再恢复"
  [ -f "$backup" ] || refuse "没有备份文件 $backup" "写 cityplan backup 写出的文件的全路径"
  alone
  idle
  whose
  from_backup "$(of current)" "$backup"
}

any_record() { # VERSION: was anything ever begun here
  local version=$1
  [ -n "$(setting CITYPLAN_DATABASE_URL)" ] || [ -e "$(setting CITYPLAN_HOME)/cityplan.db" ]
}

from_backup() { # VERSION BACKUP: what is there is set aside, the backup takes its place
  local version=$1 home aside
  home=$(setting CITYPLAN_HOME)
  if [ "$act" = rollback ] && [ -n "$(setting CITYPLAN_DATABASE_URL)" ] && [ -z "${CITYPLAN_DATABASE_URL:-}" ]; then
    refuse "数据库不在数据目录里,不能自动换回" "由原来的所有者新建一个空库,以它的$(owners_way "$folder/current/install.sh rollback $folder --to-backup")"
  fi
  as_owner test -r "$2" || refuse "账号 $owner 读不到备份 $2" "把它放到 $folder/backups,归 $owner:chown $owner 备份文件"
  check_space $(($(du -sm "$home" | cut -f 1) * 2))
  aside=$home.before-$act-$(date +%Y%m%d-%H%M%S)
  rm -rf "$home.room"
  mkdir -m 700 "$home.room" # the owner's, who may write nothing beside the home itself
  if [ "$(id -u)" = 0 ]; then chown "$owner:" "$home.room"; fi
  CITYPLAN_HOME=$home.room/home program "$1" restore "$2" ||
    refuse "备份 $2 没有恢复成,原因见上面一行" "现在的数据目录没有动;换一份完好的备份,或照那一行办"
  carry_key "$home" "$home.room/home"
  mv -T "$home" "$aside"
  mv -T "$home.room/home" "$home"
  rmdir "$home.room"
  say "已恢复 $2;原来的数据目录在 $aside,确认无用后再删。"
  if [ -n "${CITYPLAN_DATABASE_URL:-}" ]; then
    say "启动以前:以所有者的地址授权(cityplan ledger roles --writer 角色),把 secrets/database_url 指向这个库。"
  fi
}

carry_key() { # FROM TO: no backup holds it, nor the list of whose personal data were erased
  if [ -e "$2/data.key" ]; then return; fi
  if [ -e "$1/data.key" ]; then
    as_owner install -m 600 "$1/data.key" "$2/data.key"
    say "data.key(个人信息的密钥和销毁名单,备份里没有)已从原来的数据目录带来。"
  else
    say "备份里没有 data.key:原来有的,启动以前把另存的最新一份放进 $1,归 $owner,权限 0600,否则意见里的个人信息打不开。"
  fi
}

# --- words ------------------------------------------------------------------------------------
ended() {
  local code=$?
  if [ -n "$half" ]; then rm -rf "$half"; fi
  if [ "$code" != 0 ] && [ "$said" = 0 ]; then
    printf '没有做成:这一步出了故障(退出码 %s):%s\n怎样办:%s\n' "$code" "$step" \
      "原来的版本没有动,可照常启动;改正原因后再运行一次同样的命令。" >&2
    exit 3
  fi
}
usage() { said=1; printf '用法:bash install.sh check | install 目录 | rollback 目录 [--to-backup] | restore 目录 备份,可加 --python 程序、--user 账号\n' >&2; exit 2; }

main() {
  act=${1:-}
  [ $# -gt 0 ] && shift
  while [ $# -gt 0 ]; do
    case $1 in
      --python) python=${2:-}; shift 2 || usage ;;
      --user) owner=${2:-}; shift 2 || usage ;;
      --to-backup) to_backup=1; shift ;;
      -*) usage ;;
      *) if [ -z "$folder" ]; then folder=${1%/}; elif [ -z "$backup" ]; then backup=$1; else usage; fi; shift ;;
    esac
  done
  trap ended EXIT
  trap 'step=$BASH_COMMAND' ERR
  trap 'exit 143' TERM INT
  case $act:$folder:$backup in
    check::) check_bundle; check_python; say "安装包完好,适合本机($(fact NAME))。" ;;
    install:?*:) install_here ;;
    rollback:?*:) roll_back ;;
    restore:?*:?*) restore_here ;;
    *) usage ;;
  esac
}
main "$@"
