#!/usr/bin/env bash
# 由底本和 WAL 备好一个数据库目录,恢复到归档的最后一笔,或到给定的时刻。
# 用法 restore.sh 归档目录 空的数据库目录 [时刻,如 "2026-11-23 10:00:00+08"]。
# 随后以数据库的账户启动它(pg_ctl 或系统服务),再用 cityplan ledger verify 重算审计链。
set -euo pipefail
cd "$(dirname "$0")"
source ./tools.sh
archive=$(realpath "${1:?用法:restore.sh 归档目录 数据库目录 [时刻]}")
data=${2:?用法:restore.sh 归档目录 数据库目录 [时刻]}
until=${3:-}
if [[ -e $data && -n $(ls -A "$data") ]]; then
  echo "数据库目录 $data 里已有内容;换一个空目录" >&2
  exit 2
fi
base=
for one in $(ls -1 "$archive/base" | sort); do
  # 时刻以前做完的最后一份;不写时刻的,最新一份
  if [[ -z $until || $(date -u -d "$until" +%Y%m%dT%H%M%SZ) > $one ]]; then base=$one; fi
done
if [[ -z $base ]]; then
  echo "没有早于“${until:-现在}”的底本;最早的是 $(ls -1 "$archive/base" | sort | head -1)" >&2
  exit 2
fi
mkdir -p "$data"
cp -a "$archive/base/$base/." "$data"
chmod 700 "$data"
{
  # 收到一半的 WAL 段以 .partial 结尾,最后一笔在里面
  echo "restore_command = 'cp \"$archive/wal/%f\" \"%p\" 2>/dev/null || cp \"$archive/wal/%f.partial\" \"%p\"'"
  echo "recovery_target_timeline = 'latest'"
  if [[ -n $until ]]; then
    echo "recovery_target_time = '$until'"
    echo "recovery_target_action = 'promote'"
  fi
} >> "$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "已备好 $data:底本 $base,恢复到 ${until:-归档的最后一笔}。启动数据库,再运行 cityplan ledger verify"
