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
  if other_version; then
    printf 'note:  node/ is Node %s, and the series is made on %s. If that is why: %s\n' \
      "$version" "$(pinned version)" "$moved" >&2
  fi
  exit 1
}

# pinned KEY: a value of node.version.
pinned() { sed -n "s/^$1=//p" "$root/node.version"; }

# tree_version DIR: the version of the source in DIR.
tree_version() {
  sed -n 's/^#define NODE_\(MAJOR\|MINOR\|PATCH\)_VERSION //p' \
    "$1/src/node_version.h" 2>/dev/null | paste -sd.
}
# Is node/ there, and another version than the pinned one? Sets $version.
other_version() {
  version=$(tree_version "$root/node")
  [ -n "$version" ] && [ "$version" != "$(pinned version)" ]
}
# What there is to do when the archive has no more what the series is made on.
moved="take what was saved of Node $(pinned version), with
       DEBIAN_ARCHIVE=file:///FOLDER (a folder of \`make archive\`), or a snapshot of the
       Debian archive of $(pinned served), with DEBIAN_ARCHIVE=URI, and run make again; see
       \"When the archive moves on\" in README.md."

# A step is done when its stamp holds the state that it was done for, which is
# written last: what was interrupted is not taken for done.
is_done() { [ "$(cat "$cache/$1.done" 2>/dev/null)" = "$2" ]; }
mark_done() { printf '%s\n' "$2" > "$cache/$1.done"; }

# A root that an ordinary user made belongs to that user's subordinate ids.
remove_root() { # DIR...
  rm -rf --one-file-system "$@" 2>/dev/null ||
    unshare --user --map-root-user --map-auto rm -rf --one-file-system "$@"
}
