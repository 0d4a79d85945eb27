# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a person reads while a tool works. Source it.

export PATH=$PATH:/usr/sbin:/sbin # a plain su leaves them out

# stage TEXT...: a heading, with the seconds since the tool started.
stage() {
  printf '[%3ds] %s\n' "$SECONDS" "$*"
}

# die TEXT...: one line on stderr and the end, status 1.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need_root WHY...: ends the tool unless it runs as root.
need_root() {
  [ "$(id -u)" -eq 0 ] || die "needs root $*; run it as root"
}

# progress: passes a line on at once when standard output is a terminal or a file, but at most one line in two
# seconds, so that a long step is seen to live without filling a log. Reads standard input.
progress() {
  local line shown=-2
  while IFS= read -r line; do
    if [ $((SECONDS - shown)) -ge 2 ]; then
      printf '        %.100s\n' "$line"
      shown=$SECONDS
    fi
  done
}
