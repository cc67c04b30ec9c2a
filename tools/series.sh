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
# a mail in $tmp/report, which says more of what does not fit, hunk by hunk; and
# counts. `$conflicts` are all that do not apply as they are: what is in upstream's
# source by now ($already) and on a file that upstream renamed ($renamed) are of
# them. The hunks that fit of a mail that does not are in its commit, so that
# the mails after it are judged by themselves; $stop_at_conflict ends it there.
commit_mails() {
  tip=$1 offsets=0 conflicts=0 already=0 renamed=0
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
  follow_renames
  git apply --numstat -z "$tmp/diff" 2> /dev/null | tr '\0' '\n' | cut -f 3 |
    while read -r file; do mkdir -p "$tmp/tree/$(dirname "$file")"; done
  if scratch_git apply --cached --reject --whitespace=nowarn "$tmp/diff" 2> "$tmp/log"; then
    report_fit
  else
    conflicts=$((conflicts + 1))
    explain_rejects > "$tmp/rejects"
    if [ ! -s "$tmp/rejects" ] || grep -qv ' in upstream already$' "$tmp/rejects"; then
      say "conflict  $name:"
    else
      already=$((already + 1))
      say "already   $name: remove what upstream has:"
    fi
    sed 's/^/    /' "$tmp/followed" "$tmp/rejects"
  fi >> "$tmp/report"
}

# $tmp/renames: lines `OLD<tab>NEW` of files that upstream renamed, for which the
# mail in $tmp/diff is changed.
follow_renames() {
  : > "$tmp/followed"
  [ ! -s "$tmp/renames" ] || while IFS=$(printf '\t') read -r old new; do
    grep -qxF -e "--- a/$old" "$tmp/diff" || continue
    awk -v old="$old" -v new="$new" '
      $0 == "diff --git a/" old " b/" old { $0 = "diff --git a/" new " b/" new }
      $0 == "--- a/" old { $0 = "--- a/" new }
      $0 == "+++ b/" old { $0 = "+++ b/" new }
      { print }' "$tmp/diff" > "$tmp/diff.new"
    mv "$tmp/diff.new" "$tmp/diff"
    say "$old was renamed to $new" >> "$tmp/followed"
  done < "$tmp/renames"
}

report_fit() {
  awk -v name="$name" '
    /^Checking patch / { file = substr($0, 16, length($0) - 18) }
    /^Hunk #[0-9]+ succeeded at .*offset/ {
      sub(/^.*offset /, ""); sub(/\)\.$/, "")
      print "offset    " name ": " file ", by " $0
    }' "$tmp/log" > "$tmp/shifted"
  if [ -s "$tmp/followed" ]; then
    conflicts=$((conflicts + 1)) renamed=$((renamed + 1))
    sed "s|.*|renamed   $name: &, and it applies there|" "$tmp/followed"
    return
  elif [ -s "$tmp/shifted" ]; then
    offsets=$((offsets + 1))
  else
    say "clean     $name"
  fi
  cat "$tmp/shifted"
}

# Every hunk that does not fit: is it there already, so that it could be taken
# back? Else with its text.
explain_rejects() {
  # What is no reject of a hunk: a file that is gone, a mail cut short.
  sed -n 's/^error: //p' "$tmp/log" | grep -v -e '^while searching for' -e '^patch failed' || :
  (cd "$tmp/tree" && find . -name '*.rej' | sort) | sed 's,^\./\(.*\)\.rej$,\1,' |
    while read -r file; do
      hunks=$(awk -v file="$file" '
        /^diff --git / { here = substr($0, length($0) - length(file) - 2) == " b/" file }
        here && /^@@ / { n++ } END { print n }' "$tmp/diff")
      awk -v file="$file" '/^Appl(ied|ying) patch / { here = index($0, "Applying patch " file " ") }
        here && sub(/^Rejected hunk #/, "") { print $0 + 0 }' "$tmp/log" |
        { nth=0; while read -r number; do
          nth=$((nth + 1))
          explain_hunk
        done; }
    done
}

explain_hunk() { # of $file, its reject $nth, in the patch $number of $hunks
  awk -v nth="$nth" '/^@@ / { n++ } n == nth' "$tmp/tree/$file.rej" > "$tmp/hunk"
  { printf '%s\n' "diff --git a/$file b/$file" "--- a/$file" "+++ b/$file"; cat "$tmp/hunk"; } |
    scratch_git apply --cached --check --reverse 2> /dev/null &&
    say "$file, hunk $number of $hunks, $(sed -n '1s/^\(@@.*@@\).*/\1/p' "$tmp/hunk"):" \
      "in upstream already" ||
    { say "$file, hunk $number of $hunks:"; cat "$tmp/hunk"; }
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
