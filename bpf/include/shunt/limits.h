/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bounds that both the BPF programs and the controller depend on. Sizes that an operator chooses
 * (services, backends, slots) are not here: they are map sizes, set before load from `limits:`. */
#ifndef SHUNT_LIMITS_H
#define SHUNT_LIMITS_H

/* Interfaces that one instance can forward on. Rows of the devmap and of iface_stats. */
#define SHUNT_MAX_INTERFACES 64

/* An interface sits at most this many places behind (ifindex mod SHUNT_MAX_INTERFACES). */
#define SHUNT_INTERFACE_PROBES 8

/* Distinct VIP prefix lengths per address family; a miss in the service index tries each in turn. */
#define SHUNT_MAX_PREFIX_LENGTHS 16

/* Steps of the binary search in a VIP's port rules: 2^16 rules can be told apart. */
#define SHUNT_MAX_RULE_STEPS 17

/* VLAN tags in front of the IP header (802.1Q, QinQ). */
#define SHUNT_MAX_VLAN_DEPTH 2

/* IPv6 extension headers walked in front of TCP or UDP. */
#define SHUNT_MAX_IPV6_EXTENSIONS 6

/* Distinct next hops (MAC address, VLAN, egress); a power of two. */
#define SHUNT_MAX_NEXT_HOPS 16384

/* Rows of `syns`: SYNs that a repetition can be told of. A power of two. */
#define SHUNT_SYN_ROWS 16384

/* The two halves of the service index: one is read while the other is written. */
#define SHUNT_GENERATIONS 2

/* UDP port of GUE (IANA). */
#define SHUNT_GUE_PORT 6080

/* TTL and hop limit of outer headers (RFC 1700's default). */
#define SHUNT_OUTER_TTL 64

/* Addresses of this host that probes through the dataplane come from. */
#define SHUNT_MAX_PROBE_SOURCES 8

/* The row of `interfaces` behind those of the interfaces: where answers to probes go. */
#define SHUNT_PROBE_EGRESS SHUNT_MAX_INTERFACES

#endif
