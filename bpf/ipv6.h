/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPv6 with extension headers: RFC 8200, sections 3 and 4. Atomic fragments: RFC 6946. ICMPv6: RFC 4443. */
#ifndef SHUNT_BPF_IPV6_H
#define SHUNT_BPF_IPV6_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ipv6.h>

#include "packet.h"

#define IPV6_MORE_FRAGMENTS  0x0001
#define IPV6_FRAGMENT_OFFSET 0xfff8

/* The start that all extension headers share. */
struct ipv6_extension {
	__u8 next_header;
	__u8 length;     /* in units that depend on the header; reserved in the fragment header */
	__be16 fragment; /* fragment header: offset in units of 8 bytes << 3, more-fragments bit */
};

/* Bytes of an extension header, 0 if `type` is none that is walked. */
static __always_inline __u32 ipv6_extension_length(__u8 type, const struct ipv6_extension *extension)
{
	switch (type) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
		return ((__u32)extension->length + 1) * 8;
	case IPPROTO_FRAGMENT:
		return 8;
	case IPPROTO_AH: /* RFC 4302, 2.2 */
		return ((__u32)extension->length + 2) * 4;
	default:
		return 0;
	}
}

static __always_inline int ipv6_is_extension(__u8 type)
{
	return type == IPPROTO_HOPOPTS || type == IPPROTO_ROUTING || type == IPPROTO_DSTOPTS ||
	       type == IPPROTO_FRAGMENT || type == IPPROTO_AH;
}

/* What lies behind a chain of extension headers. */
struct ipv6_chain {
	__u32 length;  /* bytes of the extension headers */
	__u8 result;   /* enum parse_result */
	__u8 protocol; /* the first next header that is no extension */
	__u8 fragment; /* a first fragment */
};

/* Walks at most `available` bytes of extension headers, the first of type `protocol`. */
static __always_inline struct ipv6_chain ipv6_chain_parse(struct cursor cursor, __u32 available, __u8 protocol)
{
	struct ipv6_chain chain = {.protocol = protocol};

	/* Constant bound: a longer chain is more than RFC 8200, 4.1 recommends to send. */
	for (int count = 0; count < SHUNT_MAX_IPV6_EXTENSIONS; count++) {
		const struct ipv6_extension *extension = cursor.at;
		__u32 length;

		if (!ipv6_is_extension(chain.protocol))
			return chain;
		chain.result = SHUNT_REASON_IPV6_HEADER_INVALID;
		if ((void *)(extension + 1) > cursor.end)
			return chain;
		length = ipv6_extension_length(chain.protocol, extension);
		if (chain.length + length > available)
			return chain;
		chain.result = PARSE_OK;
		if (chain.protocol == IPPROTO_FRAGMENT) {
			if (extension->fragment & bpf_htons(IPV6_FRAGMENT_OFFSET)) {
				chain.result = SHUNT_REASON_LATER_FRAGMENT;
				return chain;
			}
			chain.fragment |= (extension->fragment & bpf_htons(IPV6_MORE_FRAGMENTS)) != 0;
		}
		chain.protocol = extension->next_header;
		chain.length += length;
		cursor.at += length;
	}
	if (ipv6_is_extension(chain.protocol))
		chain.result = SHUNT_REASON_EXTENSION_LIMIT;
	return chain;
}

/* ::ffff:0:0/96, the form in which packets and maps hold IPv4 addresses. RFC 6890, 2.2.3: on the wire it is no
 * destination, and nobody may forward it. */
static __always_inline int ipv6_is_mapped(const struct shunt_address *address)
{
	return !address->halves[0] && address->words[2] == bpf_htonl(0xffff);
}

/* Reads the fixed header and moves the cursor behind it; extension headers, if packet->protocol is one, are left
 * to ipv6_chain_parse. */
static __always_inline int ipv6_parse(struct cursor *cursor, struct packet *packet)
{
	const struct ipv6hdr *ip;
	__u32 first_word;

	if (!cursor_has(cursor, sizeof(*ip)))
		return PARSE_NOT_OURS;
	ip = cursor_take(cursor, sizeof(*ip));
	__builtin_memcpy(&packet->source, &ip->saddr, sizeof(packet->source));
	__builtin_memcpy(&packet->destination, &ip->daddr, sizeof(packet->destination));
	if (ipv6_is_mapped(&packet->destination))
		return PARSE_NOT_OURS;
	first_word = bpf_ntohl(*(__be32 *)ip);
	packet->traffic_class = first_word >> 20;
	packet->hop_limit = ip->hop_limit;
	packet->protocol = ip->nexthdr;
	packet->fragment = 0;
	packet->l4_length = bpf_ntohs(ip->payload_len);
	packet->l3_length = packet->l4_length + sizeof(*ip);
	if (first_word >> 28 != 6 || packet->l4_length > (__u32)(cursor->end - cursor->at))
		return SHUNT_REASON_IPV6_HEADER_INVALID;
	return PARSE_OK;
}

#endif
