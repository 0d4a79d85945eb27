/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which ICMP messages report on another packet: RFC 792, RFC 4443. */
#ifndef SHUNT_BPF_ICMP_H
#define SHUNT_BPF_ICMP_H

#include <linux/in.h>

#include "packet.h"

enum icmp_error_type {
	ICMP_DESTINATION_UNREACHABLE = 3,
	ICMP_SOURCE_QUENCH = 4,
	ICMP_REDIRECT = 5,
	ICMP_TIME_EXCEEDED = 11,
	ICMP_PARAMETER_PROBLEM = 12,
};

/* Whether the packet, at whose upper header the cursor stands, is an ICMP error of its family. */
static __always_inline int icmp_is_error(const struct cursor *cursor, const struct packet *packet,
                                         enum family family)
{
	const __u8 *type = cursor->at;

	if (packet->protocol != (family == FAMILY_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
		return 0;
	if (!packet->l4_length || (void *)(type + 1) > cursor->end)
		return 0;
	if (family == FAMILY_IPV6)
		return *type < 128; /* RFC 4443, 2.1: the high bit marks informational messages */
	return *type == ICMP_DESTINATION_UNREACHABLE || *type == ICMP_SOURCE_QUENCH || *type == ICMP_REDIRECT ||
	       *type == ICMP_TIME_EXCEEDED || *type == ICMP_PARAMETER_PROBLEM;
}

#endif
