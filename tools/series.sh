# shellcheck shell=sh
# Sourced by tools/patches and tools/export-series: from mails (patch files) to
# commits and back, in git's object store only: no branch, no index and no file
# of node/ changes.
#
# The same mails give the same commit ids (the committer is the author), and
# the same commits give the same mails, whoever runs this with whatever setting.
# shellcheck source=tools/common.sh
. "$(dirname "$0")/common.sh"
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
  GIT_COMMITTER_NAME=tools/patches GIT_COMMITTER_EMAIL=tools@localhost
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# Sets $node to a checkout of upstream's source, and $git_dir.
use_node() {
  [ -e "$1/.git" ] ||
    die "$1 is no git checkout of upstream's source." "Run \`make\`, which makes node/."
  node=$(cd "$1" && pwd -P)
  git_dir=$(git -C "$node" rev-parse --absolute-git-dir)
  git -C "$node" rev-parse -q --verify 'upstream^{commit}' > "$tmp/upstream" ||
    die "$node has no tag 'upstream', which marks upstream's own source." \
      "Delete node/ and run \`make\`."
  upstream=$(cat "$tmp/upstream")
}

# An index and an (empty) work tree of our own over node's object store.
scratch_git() {
  (cd "$tmp/tree" && GIT_DIR=$git_dir GIT_WORK_TREE=$tmp/tree GIT_INDEX_FILE=$tmp/index git "$@")
}

# The series as files, in order.
series() { [ ! -e "$root/patches/series" ] || sed "s,^,$root/patches/," "$root/patches/series"; }

# commit_mails BASE MAIL...: one commit a mail on top of BASE; sets $tip. A line
# a mail in $tmp/report, with the rejects, and `$offsets` and `$conflicts`
# counted. The hunks that fit of a mail that does not are in its commit, so that
# the mails after it are judged by themselves; $stop_at_conflict ends it there.
commit_mails() {
  tip=$1 offsets=0 conflicts=0
  shift
  mkdir -p "$tmp/tree"
  scratch_git read-tree "$tip"
  : > "$tmp/report"
  for mail; do
    name=patches/${mail##*/}
    git mailinfo -k "$tmp/body" "$tmp/diff" < "$mail" > "$tmp/info" 2> "$tmp/log" || :
    author=$(sed -n 's/^Author: //p' "$tmp/info")
    email=$(sed -n 's/^Email: //p' "$tmp/info")
    date=$(sed -n 's/^Date: //p' "$tmp/info")
    subject=$(sed -n 's/^Subject: //p' "$tmp/info")
    if [ -z "$author" ] || [ -z "$email" ] || [ -z "$date" ] || [ -z "$subject" ]; then
      say "conflict  $name: no mail: From, Date or Subject is missing" \
        "(write it with \`make refresh\`)" >> "$tmp/report"
      conflicts=$((conflicts + 1))
    else
      apply_mail
      { say "$subject"; say; cat "$tmp/body"; } | git stripspace > "$tmp/message"
      tip=$(GIT_AUTHOR_NAME=$author GIT_AUTHOR_EMAIL=$email GIT_AUTHOR_DATE=$date \
        GIT_COMMITTER_NAME=$author GIT_COMMITTER_EMAIL=$email GIT_COMMITTER_DATE=$date \
        scratch_git commit-tree "$(scratch_git write-tree)" -p "$tip" -F "$tmp/message")
    fi
    [ "$conflicts" = 0 ] || [ -z "${stop_at_conflict:-}" ] || return 0
  done
}

apply_mail() {
  # The rejects land beside the files, in our own work tree.
  rm -rf "$tmp/tree"
  mkdir "$tmp/tree"
  git apply --numstat -z "$tmp/diff" 2> /dev/null | tr '\0' '\n' | cut -f 3 |
    while read -r file; do mkdir -p "$tmp/tree/$(dirname "$file")"; done
  if scratch_git apply --cached --reject --whitespace=nowarn "$tmp/diff" 2> "$tmp/log"; then
    awk -v name="$name" '
      /^Checking patch / { file = substr($0, 16, length($0) - 18) }
      /^Hunk #[0-9]+ succeeded at .*offset/ {
        sub(/^.*offset /, ""); sub(/\)\.$/, "")
        print "offset    " name ": " file ", by " $0
      }' "$tmp/log" > "$tmp/shifted"
    if [ -s "$tmp/shifted" ]; then offsets=$((offsets + 1)); else say "clean     $name"; fi
    cat "$tmp/shifted"
  else
    conflicts=$((conflicts + 1))
    say "conflict  $name:"
    { # What is no reject of a hunk: a file that is gone, a mail cut short.
      sed -n 's/^error: //p' "$tmp/log" | grep -v -e '^while searching for' -e '^patch failed' || :
      (cd "$tmp/tree" && find . -name '*.rej' | sort | while read -r file; do
        sed '1s,^diff a/\(.*\) b/.*,\1:,' "$file"
      done)
    } | sed 's/^/    /'
  fi >> "$tmp/report"
}

# write_mails BASE TIP DIR: the commits as mails and their `series`.
write_mails() {
  mkdir -p "$3"
  : > "$3/series"
  git -C "$node" rev-list --reverse "$1..$2" > "$tmp/commits"
  while read -r commit; do
    name=$(git -C "$node" log -1 --format=%f "$commit").patch
    [ ! -e "$3/$name" ] || die "two commits of $node have the subject of $name." \
      "Reword one: git -C $node rebase -i upstream"
    git -C "$node" format-patch -1 --stdout --zero-commit --full-index --no-stat \
      --no-signature --keep-subject "$commit" > "$3/$name"
    say "$name" >> "$3/series"
  done < "$tmp/commits"
}
