#!/usr/bin/env bash
# 整库底本:恢复从它开始,再把其后的 WAL 重放到要的时刻。用法 base.sh 归档目录;写完逐件核对,只留最近 ARCHIVE_BASES 份(缺省 2)。
set -euo pipefail
cd "$(dirname "$0")"
source ./tools.sh
target=${1:?用法:base.sh 归档目录}
keep=${ARCHIVE_BASES:-2}
if [[ -z $(ls -A "$target/wal" 2> /dev/null) ]]; then
  echo "$target/wal 里还没有 WAL:先启动 follow.sh,否则底本以后的变动接不上" >&2
  exit 2
fi
mkdir -p "$target/base"
half="$target/base/.half"
rm -rf "$half" # 上次中断留下的
trap 'rm -rf "$half"' EXIT
"$(tool pg_basebackup)" --pgdata "$half" --wal-method stream --checkpoint fast \
  --manifest-checksums SHA256 --no-password
"$(tool pg_verifybackup)" --quiet "$half"
name=$(date -u +%Y%m%dT%H%M%SZ) # 做完的时刻:恢复到更早的时刻用不上它
mv "$half" "$target/base/$name"
trap - EXIT
echo "底本 $name 已核对"
mapfile -t bases < <(ls -1 "$target/base" | sort)
for old in "${bases[@]:0:$((${#bases[@]} > keep ? ${#bases[@]} - keep : 0))}"; do
  rm -rf "${target:?}/base/$old"
  echo "底本 $old 已删去"
done
oldest=$(ls -1 "$target/base" | sort | head -1)
first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\)).*/\1/p' "$target/base/$oldest/backup_label")
"$(tool pg_archivecleanup)" "$target/wal" "$first" # 最早的底本用不着的 WAL
