#!/usr/bin/env bash
# 连续归档:把数据库的每一笔变动随写随存(WAL),直到停止。用法 follow.sh 归档目录;连接写在 PGHOST、PGUSER 等变量里。
# 复制槽保证没有收走的 WAL 不被数据库删除;归档停得太久会占满数据库的磁盘,所以与数据库一起看护(见 docs/backup.md)。
set -euo pipefail
cd "$(dirname "$0")"
source ./tools.sh
target=${1:?用法:follow.sh 归档目录}
slot=${ARCHIVE_SLOT:-cityplan}
mkdir -p "$target/wal"
"$(tool pg_receivewal)" --slot "$slot" --create-slot --if-not-exists
exec "$(tool pg_receivewal)" --directory "$target/wal" --slot "$slot" --synchronous --no-password
