#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# router.sh MACHINE: the router between clients, Shunt machines and backends. It spreads the flows to the VIPs over all
# Shunt machines (ECMP).
# shellcheck source=vagrant/provision/common.sh
. "$(dirname "$0")/common.sh"
begin router "$@"
configure_ports
sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
# Which Shunt machine gets a packet is a matter of its flow: addresses and ports.
sysctl -q -w net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1
# Backends answer with a VIP as the source, and the route to the VIP is by another port: no strict reverse path filter.
sysctl -q -w net.ipv4.conf.back.rp_filter=2
mapfile -t all < <(machines shunt)
"$provision/vip-routes" "${all[@]}"
