# Sourced by the shell scripts: where things are, and how they speak.

root=$(cd "$(dirname "$0")" && while [ ! -e node.version ]; do cd ..; done && pwd -P)
cache=$root/.cache
node=$root/node

say() { printf '%s\n' "$*"; }
# die WHAT_IS_WRONG WHAT_TO_DO...
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  printf '       %s\n' "$*" >&2
  exit 1
}

# pinned KEY: a value of node.version.
pinned() { sed -n "s/^$1=//p" "$root/node.version"; }

# A step is done when its stamp holds the state that it was done for, which is
# written last: what was interrupted is not taken for done.
is_done() { [ "$(cat "$cache/$1.done" 2>/dev/null)" = "$2" ]; }
mark_done() { printf '%s\n' "$2" > "$cache/$1.done"; }
