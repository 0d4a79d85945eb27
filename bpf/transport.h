/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* TCP (RFC 9293, 3.1) and UDP (RFC 768): ports first, the rest only once the packet is known to be ours. */
#ifndef SHUNT_BPF_TRANSPORT_H
#define SHUNT_BPF_TRANSPORT_H

#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "packet.h"

/* The reason for a packet whose TCP or UDP header is broken. */
static __always_inline int transport_invalid(const struct packet *packet)
{
	return packet->protocol == IPPROTO_TCP ? SHUNT_REASON_TCP_HEADER_INVALID : SHUNT_REASON_UDP_HEADER_INVALID;
}

/* Reads the ports; the cursor stays at the header. A first fragment may be too short to hold them. */
static __always_inline int transport_parse_ports(const struct cursor *cursor, struct packet *packet)
{
	const __u32 *ports = cursor->at;

	if (packet->l4_length < sizeof(*ports) || (void *)(ports + 1) > cursor->end)
		return packet->fragment ? SHUNT_REASON_LATER_FRAGMENT : transport_invalid(packet);
	packet->ports = *ports;
	return PARSE_OK;
}

/* Whether the header at the cursor is whole and its lengths are possible. */
static __always_inline int transport_is_valid(const struct cursor *cursor, const struct packet *packet)
{
	if (packet->protocol == IPPROTO_TCP) {
		const struct tcphdr *tcp = cursor->at;
		__u32 header_length;

		if (packet->l4_length < sizeof(*tcp) || (void *)(tcp + 1) > cursor->end)
			return 0;
		header_length = tcp->doff * 4;
		return header_length >= sizeof(*tcp) && header_length <= packet->l4_length;
	} else {
		const struct udphdr *udp = cursor->at;
		__u32 length;

		if (packet->l4_length < sizeof(*udp) || (void *)(udp + 1) > cursor->end)
			return 0;
		length = bpf_ntohs(udp->len);
		return length >= sizeof(*udp) && length <= packet->l4_length;
	}
}

#endif
