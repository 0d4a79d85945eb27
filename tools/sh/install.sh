# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Installs what tools/packages lists. Source it after say.sh.

# packages_of SECTION...: the packages of these sections of tools/packages, one a line, each once.
packages_of() {
  local list
  list="$(dirname "${BASH_SOURCE[0]}")/../packages"
  awk -v wanted=" $* " '
    /^[[:space:]]*(#|$)/ { next }
    /^\[.*\]$/ { taken = index(wanted, " " substr($0, 2, length($0) - 2) " "); next }
    taken && !seen[$1]++ { print $1 }' "$list"
}

# missing_packages SECTION...: those of them that dpkg does not know as installed. No network.
missing_packages() {
  local package
  for package in $(packages_of "$@"); do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# quiet_services: while packages are installed no service of theirs starts (a new nginx would take port 80 of this
# machine). Leaves a policy that is already there alone.
quiet_services() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && return
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

# apt_get ARGUMENT...: apt-get without questions; shows that it lives, and its whole output if it fails.
apt_get() {
  local log status=0
  log=$(mktemp)
  DEBIAN_FRONTEND=noninteractive apt-get -y -o Acquire::Retries=3 "$@" 2>&1 | tee "$log" | progress ||
    status=1
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# install_packages SECTION...: installs what is missing, from Debian's main; quick and without network if nothing is.
install_packages() (
  set -o pipefail
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] || die "these packages are missing, and only root can install them:" "$missing"
  stage "installing $(wc -w <<<"$missing") packages:" "$missing"
  new_servers=()
  for server in nginx haproxy prometheus; do
    [ -x "$(command -v "$server")" ] || new_servers+=("$server")
  done
  quiet_services
  apt_get update || die "apt-get update failed; is there a network, and Debian's main in sources.list?"
  # shellcheck disable=SC2086 # one argument a package
  apt_get install --no-install-recommends $missing || die "apt-get install failed, see above"
  [ -d /run/systemd/system ] || return 0
  for server in "${new_servers[@]}"; do # installed for the lab, not to serve on this machine
    [ ! -x "$(command -v "$server")" ] || systemctl --quiet disable "$server.service"
  done
)
