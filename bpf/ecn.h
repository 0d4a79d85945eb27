/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Explicit congestion notification where a tunnel ends: RFC 6040, section 4.2. Checksums: RFC 1624. */
#ifndef SHUNT_BPF_ECN_H
#define SHUNT_BPF_ECN_H

#include <linux/ip.h>
#include <linux/ipv6.h>

#include "packet.h"

/* The low two bits of the traffic class (RFC 3168, 5). */
#define ECN_MASK        3
#define ECN_NOT_CAPABLE 0
#define ECN_CAPABLE_1   1
#define ECN_CAPABLE_0   2
#define ECN_CONGESTION  3

#define ECN_DROP (-1)

/* What the inner packet goes on with, or ECN_DROP: figure 4 of RFC 6040. Congestion that happened in the tunnel
 * must reach the endpoints; an endpoint that knows no ECN learns of it only by a loss. */
static __always_inline int ecn_decapsulate(__u8 inner, __u8 outer)
{
	if (outer == ECN_CONGESTION)
		return inner == ECN_NOT_CAPABLE ? ECN_DROP : ECN_CONGESTION;
	if (outer == ECN_CAPABLE_1 && inner == ECN_CAPABLE_0)
		return ECN_CAPABLE_1;
	return inner;
}

/* Equation 3 of RFC 1624 for the first word of the header: version, length, traffic class. Sums of 16-bit words do
 * not care for byte order, so all words are taken as they lie in memory. */
static __always_inline void ipv4_set_ecn(struct iphdr *ip, __u8 ecn)
{
	__u16 before = *(__u16 *)ip;
	__u32 sum;

	ip->tos = (ip->tos & ~ECN_MASK) | ecn;
	sum = (__u16)~ip->check + (__u16)~before + *(__u16 *)ip;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	ip->check = ~sum;
}

/* The traffic class lies across the first two bytes (RFC 8200, 3): ECN is bits 5 and 4 of the second. */
static __always_inline void ipv6_set_ecn(struct ipv6hdr *ip, __u8 ecn)
{
	__u8 *byte = (__u8 *)ip + 1;

	*byte = (*byte & ~(ECN_MASK << 4)) | ecn << 4;
}

#endif
