/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPv4 with options: RFC 791. Fragments: section 3.2. */
#ifndef SHUNT_BPF_IPV4_H
#define SHUNT_BPF_IPV4_H

#include <linux/in.h>
#include <linux/ip.h>

#include "packet.h"

#define IPV4_MORE_FRAGMENTS  0x2000
#define IPV4_FRAGMENT_OFFSET 0x1fff
#define IPV4_DONT_FRAGMENT   0x4000

static __always_inline void ipv4_address(struct shunt_address *address, __be32 ipv4)
{
	address->words[0] = 0;
	address->words[1] = 0;
	address->words[2] = bpf_htonl(0xffff);
	address->words[3] = ipv4;
}

/* Reads the IPv4 header and moves the cursor behind it and its options. */
static __always_inline int ipv4_parse(struct cursor *cursor, struct packet *packet)
{
	const struct iphdr *ip;
	__u32 header_length, frame_length;
	__u16 fragment;

	if (!cursor_has(cursor, sizeof(*ip)))
		return PARSE_NOT_OURS;
	ip = cursor_take(cursor, sizeof(*ip));
	ipv4_address(&packet->source, ip->saddr);
	ipv4_address(&packet->destination, ip->daddr);
	packet->l3_length = bpf_ntohs(ip->tot_len);
	packet->traffic_class = ip->tos;
	packet->hop_limit = ip->ttl;
	packet->protocol = ip->protocol;
	packet->fragment = 0;

	header_length = ip->ihl * 4;
	frame_length = cursor->end - (void *)ip;
	if (ip->version != 4 || header_length < sizeof(*ip) || packet->l3_length < header_length ||
	    packet->l3_length > frame_length)
		return SHUNT_REASON_IPV4_HEADER_INVALID;
	cursor->at = (void *)ip + header_length;
	packet->l4_length = packet->l3_length - header_length;

	fragment = ip->frag_off & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET);
	if (fragment) {
		if (fragment & bpf_htons(IPV4_FRAGMENT_OFFSET))
			return SHUNT_REASON_LATER_FRAGMENT;
		packet->fragment = 1;
	}
	return PARSE_OK;
}

/* Incremental checksum of RFC 1624, equation 3, for TTL - 1: the word of TTL and protocol falls by 0x0100. */
static __always_inline void ipv4_decrement_ttl(struct iphdr *ip)
{
	__u32 checksum = ip->check + bpf_htons(0x0100);

	ip->check = checksum + (checksum >= 0xffff);
	ip->ttl--;
}

#endif
