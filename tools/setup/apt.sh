# shellcheck shell=sh
# Sourced, after common.sh: apt with lists of its own, of the Debian archive that
# .cache/archive names, as an ordinary user.
apt_dir=$cache/apt

# is_saved URI: a folder that `make archive` made? Such a folder is trusted for its
# checksums, which tools/setup/archive compares; every other archive for its
# signature. apt copies from it as from a far one, so that the packages are where
# dpkg, inside of a new build root, can read them.
is_saved() { [ "${1#file://}" != "$1" ] && [ -e "${1#file://}/SHA256SUMS" ]; }

# apt_source deb|deb-src SUITE: its line of sources.list.
apt_source() {
  archive=$(cat "$cache/archive")
  if is_saved "$archive"; then
    echo "$1 [trusted=yes] copy://${archive#file://} $2 main"
  else
    echo "$1 [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $2 main"
  fi
}

# A suite in the making may be past its date; signatures are checked as always.
apt() { # get|cache ARG...
  command=$1
  shift
  "apt-$command" -q -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none \
    -o Acquire::http::Timeout=60 -o Acquire::Retries=2 \
    -o Dir::Etc::SourceList="$apt_dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$apt_dir/lists" -o Dir::State::status=/dev/null \
    -o Dir::Cache="$apt_dir/cache" "$@"
}

# apt_update LINE...: have apt read what these lines of sources.list name.
apt_update() {
  mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial"
  printf '%s\n' "$@" > "$apt_dir/sources.list"
  apt get update -o APT::Update::Error-Mode=any > "$apt_dir/update.log" 2>&1 || { cat "$apt_dir/update.log" >&2
    die "apt could not read the lists of $(cat "$cache/archive"), see its message above." \
      "No network? Then run make again when there is one. A suite that is gone? $moved"; }
}
