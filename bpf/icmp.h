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

/* RFC 792; RFC 4443, 4. */
enum icmp_echo_type {
	ICMP_ECHO_REPLY_OF_IPV4 = 0,
	ICMP_ECHO_OF_IPV4 = 8,
	ICMP_ECHO_OF_IPV6 = 128,
	ICMP_ECHO_REPLY_OF_IPV6 = 129,
};

static __always_inline int icmp_is_error(__u8 type, enum family family)
{
	if (family == FAMILY_IPV6)
		return type < 128; /* RFC 4443, 2.1: the high bit marks informational messages */
	return type == ICMP_DESTINATION_UNREACHABLE || type == ICMP_SOURCE_QUENCH || type == ICMP_REDIRECT ||
	       type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETER_PROBLEM;
}

static __always_inline int icmp_is_echo_reply(__u8 type, enum family family)
{
	return type == (family == FAMILY_IPV4 ? ICMP_ECHO_REPLY_OF_IPV4 : ICMP_ECHO_REPLY_OF_IPV6);
}

#endif
