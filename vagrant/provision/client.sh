#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# client.sh MACHINE: a client. It reaches the VIPs by the router, and has curl.
# shellcheck source=vagrant/provision/common.sh
. "$(dirname "$0")/common.sh"
begin client "$@"
configure_ports
for family in 4 6; do
  route "$family" "$(vip "$family")" via "$(address "$family" router clients)"
done
