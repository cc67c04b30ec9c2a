# shellcheck shell=sh
# Sourced: npm_ci DIR installs what DIR/package-lock.json says, once.
npm_ci() {
  # npm writes that file last: an interrupted run is not taken for done.
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
  say "npm: installing the packages of ${1#"$root"/}"
  (cd "$1" && timeout 600 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
    --fetch-timeout=60000 --fetch-retries=2 > /dev/null) ||
    die "npm could not install what $1/package-lock.json says." \
      "See its message above; is there a network?"
}
