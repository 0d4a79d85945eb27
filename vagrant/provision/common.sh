# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts of all roles share. Source it first.
#
# Environment:
#   LAB_INIT   what this machine is. `systemd`: a machine of its own; packages are installed, programs started by their
#              units. `none`: a network namespace beside others; nothing is installed, programs are started directly,
#              their files are in /run/shunt-lab/MACHINE. By default what is there.
#   LAB_HOSTS  the table of machines; vagrant/hosts by default.
# Every script may run again on a machine that is set up: `vagrant up` does that.
set -euo pipefail

provision=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$provision/../.." && pwd)
LAB_HOSTS=${LAB_HOSTS:-$provision/../hosts}
if [ -z "${LAB_INIT:-}" ]; then
  if [ -d /run/systemd/system ]; then LAB_INIT=systemd; else LAB_INIT=none; fi
fi
# shellcheck source=tools/sh/say.sh
. "$checkout/tools/sh/say.sh"
# shellcheck source=tools/sh/install.sh
. "$checkout/tools/sh/install.sh"

# begin ROLE ARGUMENT...: checks the arguments of a role's script, and installs what the role needs. Sets `machine`, and
# `state`, the folder for its files.
begin() {
  need_root "to set up this machine"
  [ $# -eq 2 ] || die "usage: ${0##*/} MACHINE; the machines are: $(machines "$1" | xargs)"
  grep -qx "$2" <<<"$(machines "$1")" || die "$LAB_HOSTS has no $1 of the name $2"
  machine=$2
  # shellcheck disable=SC2034 # for the scripts that source this file
  state=/run/shunt-lab/$machine
  mkdir -p "$state"
  packages "lab-$1"
}

# packages SECTION...: installs these sections of tools/packages.
packages() { [ "$LAB_INIT" = none ] || install_packages "$@"; }

# table: the lines of the table of machines, without comments.
table() { grep -Ev '^[[:space:]]*(#|$)' "$LAB_HOSTS"; }

# machines ROLE: the names of all machines that have it, one a line.
machines() { table | awk -v role="$1" '$2 == role && !seen[$1]++ { print $1 }'; }

# address FAMILY MACHINE NETWORK: the address (family 4 or 6), without its prefix length.
address() {
  table | awk -v family="$1" -v machine="$2" -v network="$3" '
    $1 == machine && $3 == network { sub("/.*", "", $(family == 4 ? 5 : 6)); print $(family == 4 ? 5 : 6) }'
}

# vip FAMILY: the VIP.
vip() { address "$1" vip lo; }

# addresses FAMILY ROLE NETWORK: those of all machines of a role, one a line.
addresses() {
  local name
  for name in $(machines "$2"); do address "$1" "$name" "$3"; done
}

# port_with MAC: the device that has this MAC address. iproute2 knows the network namespace; /sys may show another one.
port_with() { ip -o link show | awk -v mac="$1" '$0 ~ "link/ether " mac { sub("[:@].*", "", $2); print $2 }'; }

# configure_ports: names each port of this machine after its network, and gives it its addresses.
configure_ports() {
  local network mac ipv4 ipv6 port
  while read -r _ _ network mac ipv4 ipv6; do
    port=$(port_with "$mac")
    [ -n "$port" ] || die "$machine has no port with MAC address $mac"
    if [ "$port" != "$network" ]; then
      ip link set "$port" down
      ip link set "$port" name "$network"
    fi
    ip link set "$network" up
    ip address replace "$ipv4" dev "$network"
    ip address replace "$ipv6" dev "$network" nodad
  done < <(table | awk -v machine="$machine" '$1 == machine')
}

# route FAMILY DESTINATION ARGUMENT...: sets a route, in place of the one that there may be.
route() {
  local family=$1
  shift
  ip "-$family" route replace "$@"
}
