# PostgreSQL 自带的程序:在路径上的,或 Debian 最新一版的。
tool() {
  if command -v "$1" > /dev/null; then
    command -v "$1"
    return
  fi
  local found
  found=$(ls -1 /usr/lib/postgresql/*/bin/"$1" 2> /dev/null | sort -V | tail -1)
  if [[ -z $found ]]; then
    echo "没有 $1:请安装 PostgreSQL 服务端软件包(如 postgresql-15)" >&2
    exit 2
  fi
  echo "$found"
}
