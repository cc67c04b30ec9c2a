#!/bin/sh
# Get everything that the build needs, lay the series on upstream's source, and
# configure. `make` calls this; what is done already is not done again.
set -eu
. "$(dirname "$0")/tools/common.sh"

usage() {
  cat <<END
Usage: ./configure.sh [option...]

Gets the build's packages, upstream's source ($(pinned version)) and its
dependencies, applies patches/, lays this repository's files over node/, and
configures the build. Then: make

  --bundled-v8      compile V8 too, for a release (two hours on two cores); the
                    default takes V8 from Debian's library
  --node=DIR        take upstream's source from DIR, a git checkout of the tag,
                    instead of from the Debian archive; DIR is not changed
  --build-root=DIR  make the build root (a Debian $(pinned suite) of 1.5 GB, where the host
                    has not the packages itself) in DIR, not in ./build-root
  --help            this text

Options and DEBIAN_ARCHIVE are remembered; --reset forgets them.

  DEBIAN_ARCHIVE    the archive to take packages and source from; by default
                    the one that this machine's apt uses. file:///FOLDER is one
                    that \`make archive\` saved: nothing else is needed then
  JOBS              how many compilers run at once; by default one a core
END
}

mkdir -p "$cache"
# What is refused is not remembered: these become the options when the packages are
# there.
options=$cache/options.new
cat "$cache/options" > "$options" 2>/dev/null || true
for arg; do
  case $arg in
    --help) usage; exit 0 ;;
    --reset) : > "$options" ;;
    --bundled-v8) echo profile=bundled-v8 >> "$options" ;;
    --node=?*) [ -e "${arg#*=}/src/node_version.h" ] || die "${arg#*=} is no source tree of node." \
        "Name a git checkout of the tag v$(pinned version)."
      echo "source_tree=$(cd "${arg#*=}" && pwd -P)" >> "$options" ;;
    --build-root=?*) mkdir -p "${arg#*=}"
      echo "build_root=$(cd "${arg#*=}" && pwd -P)" >> "$options" ;;
    *) die "unknown option $arg" "See ./configure.sh --help." ;;
  esac
done

[ -z "${DEBIAN_ARCHIVE:-}" ] || echo "archive=$DEBIAN_ARCHIVE" >> "$options"

profile=system-v8 source_tree='' build_root=$root/build-root
while IFS='=' read -r key value; do
  case $key in
    profile) profile=$value ;;
    source_tree) source_tree=$value ;;
    build_root) build_root=$value ;;
    archive) DEBIAN_ARCHIVE=$value ;;
  esac
done <<END
$(cat "$options")
END
export profile source_tree build_root DEBIAN_ARCHIVE

step() {
  n=$((${n:-0} + 1))
  say "[$n/6] $1"
  shift
  "$@"
}
# The later steps need git, npm and python, and so run where these are.
in_root() { "$root/tools/in-root" env profile="$profile" "$@"; }

cd "$root"
tools/setup/host
# One that is named now, and one that was saved and was forgotten by --reset.
case ${DEBIAN_ARCHIVE:-} in
  '') [ ! -e "$cache/npm" ] || tools/setup/archive ;;
  "$(cat "$cache/archive" 2>/dev/null)") ;;
  *) tools/setup/archive ;;
esac
step 'Packages' tools/setup/packages
mv "$options" "$cache/options"
step 'Source' tools/setup/source
step 'Patches' in_root tools/patches apply node
step 'Embedded JavaScript dependencies' in_root tools/setup/dependencies
step 'Files of this repository' in_root tools/overlay
step 'Configuration' in_root tools/setup/gyp
