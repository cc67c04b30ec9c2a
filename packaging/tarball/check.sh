#!/bin/sh
# Can this Node.js run here? Says so, or what is wrong, in one line. The kernel's
# and the loader's own messages ("required file not found") seldom tell.
#
#   sh check.sh
set -u
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P) || exit
node=$here/bin/node
needs='a Linux on x86-64 with glibc 2.31 or newer'

no() {
  printf '%s\n' "$here: $*" >&2
  exit 1
}

# The machine.
system="$(uname -s) $(uname -m)"
[ "$system" = 'Linux x86_64' ] || no "this machine is $system; it takes $needs."
if [ ! -e /lib64/ld-linux-x86-64.so.2 ]; then
  for musl in /lib/ld-musl-*; do
    [ ! -e "$musl" ] || no "the C library here is musl; it takes $needs."
  done
  no "there is no /lib64/ld-linux-x86-64.so.2 here; it takes $needs."
fi
glibc=$(getconf GNU_LIBC_VERSION 2> /dev/null | sed -n 's/^glibc //p')
case $glibc in
  2.[0-9] | 2.[12][0-9] | 2.30 | 2.[0-9].* | 2.[12][0-9].* | 2.30.*)
    no "the C library here is glibc $glibc; it takes $needs." ;;
esac

# The files. What could not be written, or was not extracted, is not as listed.
list=share/doc/node/SHA256SUMS
again='extract the archive again (SHASUMS256.txt beside it tells whether it is whole).'
[ -e "$here/$list" ] && [ -e "$node" ] || no "the folder is incomplete: $again"
[ -r "$node" ] || no "this user ($(id -un)) may not read bin/node: as its owner, chmod -R a+rX ."
wrong=$(cd "$here" && LC_ALL=C sha256sum -c "$list" 2> /dev/null | sed -n 's/: FAILED.*//p')
[ -z "$wrong" ] || no "missing or damaged: $(echo "$wrong" | wc -l) of its files, the first is" \
  "$(echo "$wrong" | head -n 1): $again"
if [ ! -x "$node" ]; then
  [ -z "$(find "$node" -perm -100)" ] || no "this file system allows no programs to be run" \
    "(it is mounted noexec), or this user ($(id -un)) may not: move the folder to another place."
  no "bin/node has lost its right to be run: chmod +x bin/node"
fi

said=$("$node" --version 2>&1) || no "bin/node does not run: $(echo "$said" | head -n 1)"
echo "Node.js $said runs here."
