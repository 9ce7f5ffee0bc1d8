#!/bin/bash
# Builds what is released twice, from copies of what is committed, in two folders, and compares the files byte by byte.
# usage: twice.sh [MAVEN OPTION...]
# lib/antiphon.jsa of target/antiphon is left out: it is made for the machine and the folder it lies in.
set -euo pipefail
here=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git -C "$here" rev-parse HEAD)
for copy in one another-further-down; do
  mkdir -p "$work/$copy"
  git -C "$here" archive "$commit" | tar -C "$work/$copy" -x
  (cd "$work/$copy" && mvn -B -ntp -q -Pdeb,image,release package -DskipTests "$@" >&2)
  (cd "$work/$copy/target" &&
    sha256sum antiphon-*.jar antiphon-run.tar.gz antiphon_*.deb antiphon-image.tar bom.json third-party.txt &&
    find antiphon antiphon-run -type f ! -name antiphon.jsa -print0 | sort -z | xargs -0 sha256sum) > "$work/$copy.sums"
done
diff "$work/one.sums" "$work/another-further-down.sums" && echo "$(wc -l < "$work/one.sums") files, the same bytes twice"
