#!/bin/sh
# What tools/test-dist runs in a Debian, in a folder that is kept between the parts.
#
#   sh inside.sh PART NAME     extract, use, build or moved; NAME is the tarball's
#
# Prints a line for each thing tried, `ok: …` or `FAILED: …`, and `end` last.
set -u
part=$1 name=$2
here=$(cd "$(dirname "$0")" && pwd -P)
repository=$here/../../..
log=$HOME/log

try() { # WHAT COMMAND...
  what=$1
  shift
  if "$@" > "$log" 2>&1; then
    echo "ok: $what"
  else
    echo "FAILED: $what"
    tail -n 30 "$log" | sed 's/^/    /'
  fi
}
says() { # TEXT COMMAND...: the command ends well, and its output has the text
  text=$1
  shift
  "$@" > "$log.says" 2>&1
  status=$?
  cat "$log.says"
  [ $status = 0 ] && grep -qF -- "$text" "$log.says"
}
refuses() { # TEXT COMMAND...: the command fails with one line, which has the text
  text=$1
  shift
  ! "$@" > "$log.says" 2>&1 || return
  cat "$log.says"
  [ "$(wc -l < "$log.says")" = 1 ] && grep -qF -- "$text" "$log.says"
}
ffi() { node --experimental-ffi --no-warnings "$@"; }
folder() { # where the tarball's folder is, wherever it was moved
  echo "$HOME"/*/"$name"
}
in_project() { (cd "$HOME/project" && "$@"); }

compile() { # ADDON
  cd "$HOME/$1" || exit
  try "npm install compiles $1" npm install --no-fund --no-audit
  try "$1 works" node .
}

# The SQLite that dpkg knows of, not one that came with the tarball.
sqlite_version() { dpkg-query -W -f '${Version}' libsqlite3-0 | sed 's/[-+].*//'; }

examples() {
  try "SQLite $(sqlite_version)" \
    says "SQLite $(sqlite_version)" ffi "$repository/examples/sqlite.mjs"
  for example in 'zlib.mjs /etc/passwd' qsort.mjs localtime.mjs poll.mjs snprintf.mjs \
    'getaddrinfo.mjs 127.0.0.1 443'; do
    # shellcheck disable=SC2086 # a program and its arguments
    try "examples/$example" ffi "$repository/examples/"$example
  done
}

case $part in
  extract)
    # Half of the archive: what check.sh, which comes first, makes of it.
    mkdir -p "$HOME/half" "$HOME/whole"
    size=$(wc -c < "/dist/$name.tar.xz")
    head -c $((size / 2)) "/dist/$name.tar.xz" > "$HOME/half.tar.xz"
    try 'half an archive is an error' \
      sh -c "! tar -xJf '$HOME/half.tar.xz' -C '$HOME/half'"
    try 'half an archive, extracted, is named' refuses incomplete sh "$HOME/half/$name/check.sh"
    rm -rf "$HOME/half" "$HOME/half.tar.xz"
    try 'extract' tar -xJf "/dist/$name.tar.xz" -C "$HOME/whole"
    cp -R "$HOME/whole/$name" "$HOME/half"
    truncate -s 1000000 "$HOME/half/bin/node"
    try 'half a binary is named' refuses 'the first is bin/node' \
      sh "$HOME/half/check.sh"
    rm -rf "$HOME/half"
    ;;
  *) PATH=$(folder)/bin:$PATH ;;
esac

case $part in
  use)
    try 'check.sh' says 'runs here' sh "$(folder)/check.sh"
    try 'execPath, fork, workers, what is loaded' ffi "$here/processes.mjs" "$(folder)/bin/node"
    examples
    try 'npm' npm --version
    mkdir -p "$HOME/project"
    cp "$here"/*.mjs "$here"/single.* "$HOME/project"
    echo '{ "private": true }' > "$HOME/project/package.json"
    try 'npm install koffi' \
      in_project npm install --no-fund --no-audit koffi@3.3.4 postject@1.0.0-alpha.6
    try 'koffi calls' in_project node koffi.mjs
    try 'a single executable is made' in_project sh -ec '
      node --experimental-sea-config single.json
      cp "$(command -v node)" single
      npx postject single NODE_SEA_BLOB single.blob \
        --sentinel-fuse NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
    try 'a single executable runs' in_project says 'true 6n' ./single
    ;;

  build) # without a network
    mkdir -p "$HOME/demo"
    cp "$repository"/examples/demo/add.* "$HOME/demo"
    cd "$HOME/demo" || exit
    try 'the demo' sh -ec 'gcc -shared -fPIC -o libadd.so add.c'
    try 'the demo says 42' says 42 ffi add.mjs

    cp -R "$here/addon" "$here/addon-v8" "$HOME"
    compile addon
    # V8's headers take GCC 11, upstream's as well; Node-API's take any.
    if echo '#include <source_location>' | g++ -std=gnu++20 -x c++ -E - > /dev/null 2>&1; then
      compile addon-v8
    else
      rm -rf "$HOME/addon-v8"
    fi

    tar -xJf "/dist/$name-debug.tar.xz" -C "$HOME/whole"
    try 'gdb finds the symbols' says 'Symbol "main" is at' \
      gdb -batch -ex 'info address main' "$(folder)/bin/node"
    try 'gdb names frames' says 'node::Abort' gdb -batch -ex run -ex bt \
      --args "$(folder)/bin/node" -e 'process.abort()'

    make -s -C "$repository/node/test/fixtures/ffi" > "$log" 2>&1 || tail "$log"
    echo 'running the tests of node:ffi' >&2
    # All but the examples of the documentation, which want raylib and libcurl.
    tests=$(cd "$repository/node/test" &&
      find parallel -name 'test-ffi-*' ! -name '*-doc-examples*' | sed 's/\.[cm]*js$//')
    # shellcheck disable=SC2086 # names have no spaces
    "$repository/tools/test-upstream" --shell="$(folder)/bin/node" $tests > "$HOME/ffi.log" 2>&1
    sed -n '/^=== /,$p' "$HOME/ffi.log" | sed 's/^/    /'
    tail -n 1 "$HOME/ffi.log"
    ;;

  moved) # and read-only, by whoever
    try 'moved: check.sh' says 'runs here' sh "$(folder)/check.sh"
    try 'moved: execPath, fork, workers' ffi "$here/processes.mjs" "$(folder)/bin/node"
    examples
    try 'moved: npm' npm --version
    [ ! -e "$HOME/project/single" ] || {
      try 'moved: koffi calls' in_project node koffi.mjs
      try 'moved: a single executable runs' in_project says 'true 6n' ./single
    }
    for addon in addon addon-v8; do
      [ ! -e "$HOME/$addon" ] || {
        try "moved: $addon works" node "$HOME/$addon"
        rm -rf "$HOME/$addon/build"
        compile "$addon"
      }
    done
    ;;
esac
echo end
