/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why a packet was dropped, or passed to the host although it may concern a service.
 *
 * Append only: a number, once released, keeps its meaning (metrics and pinned counters hold it).
 * SHUNT_REASONS(X) expands X(number, NAME, name, verdict, text): NAME for code, name for people and metrics,
 * verdict DROP or PASS, text says what it means and what to do. */
#ifndef SHUNT_REASONS_H
#define SHUNT_REASONS_H

#include <linux/types.h>

#define SHUNT_REASONS(X)                                                                                          \
	X(1, NO_BACKEND, no_backend, DROP, "the service has no usable backend; add one or enable one")            \
	X(2, NEXT_HOP_UNRESOLVED, next_hop_unresolved, DROP,                                                      \
	  "no route or no neighbour for the backend yet; see the next hop in `shunt status`")                     \
	X(3, TOO_BIG, too_big, DROP,                                                                              \
	  "the encapsulated packet exceeds the MTU towards the backend; raise that MTU or lower the backends' "   \
	  "MSS")                                                                                                  \
	X(4, TTL_EXPIRED, ttl_expired, DROP, "TTL or hop limit of 1 or 0: the packet may not be forwarded")       \
	X(5, IPV4_HEADER_INVALID, ipv4_header_invalid, DROP,                                                      \
	  "to a VIP, but IPv4 version, header length or total length is wrong (RFC 791)")                         \
	X(6, IPV6_HEADER_INVALID, ipv6_header_invalid, DROP,                                                      \
	  "to a VIP, but IPv6 version, payload length or an extension header is wrong (RFC 8200)")                \
	X(7, TCP_HEADER_INVALID, tcp_header_invalid, DROP,                                                        \
	  "to a service, but the TCP header is cut off or its data offset is wrong (RFC 9293)")                   \
	X(8, UDP_HEADER_INVALID, udp_header_invalid, DROP,                                                        \
	  "to a service, but the UDP header is cut off or its length is wrong (RFC 768)")                         \
	X(9, FRAGMENT, fragment, DROP,                                                                            \
	  "first fragment of a packet to a service; fragments cannot be forwarded yet")                           \
	X(10, NO_HEADROOM, no_headroom, DROP,                                                                     \
	  "the driver left no room in front of the packet for an outer header")                                   \
	X(11, EGRESS_MISSING, egress_missing, DROP,                                                               \
	  "the interface towards the backend is gone or cannot transmit from XDP; see `shunt status`")            \
	X(12, INCONSISTENT, inconsistent, DROP, "a row that the maps refer to is missing: report this as a bug")  \
	X(13, LATER_FRAGMENT, later_fragment, PASS, "fragment without ports to a VIP; passed to the host")        \
	X(14, ICMP_ERROR, icmp_error, PASS, "ICMP error to a VIP; passed to the host")                            \
	X(15, EXTENSION_LIMIT, extension_limit, PASS,                                                             \
	  "to a VIP, with more IPv6 extension headers than are walked; passed to the host")

enum shunt_reason {
	SHUNT_REASON_NONE = 0,
#define SHUNT_REASON_ENUM(number, NAME, name, verdict, text) SHUNT_REASON_##NAME = number,
	SHUNT_REASONS(SHUNT_REASON_ENUM)
#undef SHUNT_REASON_ENUM
	    SHUNT_REASON_LIMIT = 64 /* rows of the reason counters: room to append */
};

#define SHUNT_VERDICT_DROP 1
#define SHUNT_VERDICT_PASS 0

/* Bit n is set if reason n drops. */
#define SHUNT_REASON_DROP_BIT(number, NAME, name, verdict, text) | ((__u64)SHUNT_VERDICT_##verdict << (number))
#define SHUNT_REASONS_THAT_DROP                                  ((__u64)0 SHUNT_REASONS(SHUNT_REASON_DROP_BIT))

#endif
