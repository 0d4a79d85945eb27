/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Answers to the probes of the controller: what a VIP sends to an address and port of theirs, and what ICMP
 * reports on them. They go to the probes and not to the host, which may hold the VIP itself and would take its own
 * address for a forged one. Everything here lies behind the fast way: a packet of a service never comes here. */
#ifndef SHUNT_BPF_PROBE_ANSWER_H
#define SHUNT_BPF_PROBE_ANSWER_H

#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include "icmp.h"
#include "ipv4.h"
#include "maps.h"
#include "packet.h"

static __always_inline int probe_has_port(__be16 port)
{
	return (__u16)(bpf_ntohs(port) - control.probe_first_port) < control.probe_ports;
}

/* Whether probes come from the one address, and go to the other. Global: see service_rule_row(). */
__noinline __u32 probe_has_ends(__u64 own_high, __u64 own_low, __u64 vip_high, __u64 vip_low)
{
	struct shunt_address vip = {.halves = {vip_high, vip_low}};

	if (!(own_high | own_low)) /* what free rows hold */
		return 0;
	/* Constant bound: the size of the array. */
	for (int i = 0; i < SHUNT_MAX_PROBE_SOURCES; i++) {
		const struct shunt_address *source = &control.probe_sources[i];

		if (source->halves[0] == own_high && source->halves[1] == own_low)
			return bpf_map_lookup_elem(&probe_vips, &vip) != 0;
	}
	return 0;
}

static __always_inline int probe_asked(const struct shunt_address *own, __be16 port,
                                       const struct shunt_address *vip)
{
	return probe_has_port(port) &&
	       probe_has_ends(own->halves[0], own->halves[1], vip->halves[0], vip->halves[1]);
}

/* To the controller's probes, which it answers. */
static __always_inline __u32 probe_redirect(void)
{
	return bpf_redirect_map(&interfaces, SHUNT_PROBE_EGRESS, XDP_PASS);
}

/* What becomes of a TCP or UDP packet of no service, by its ends. Global, with the call of the helper in it, for
 * shunt_forward()'s stack, which may take 288 bytes: Linux 6.1 adds up those of a chain of calls, 512 at most, and
 * the longest one goes on to flow_survey(). */
__noinline __u32 probe_action(__u64 own_high, __u64 own_low, __u64 vip_high, __u64 vip_low, __be16 port)
{
	if (probe_has_port(port) && probe_has_ends(own_high, own_low, vip_high, vip_low))
		return probe_redirect();
	return XDP_PASS;
}

static __always_inline __u32 probe_action_on(const struct packet *packet)
{
	const struct shunt_address *own = &packet->destination, *vip = &packet->source;

	return probe_action(own->halves[0], own->halves[1], vip->halves[0], vip->halves[1],
	                    packet_destination_port(packet));
}

struct icmp_header {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 identifier; /* of echo and its reply */
	__be16 sequence;
};

/* The addresses of the IP header at `ip`. */
static __always_inline void ip_addresses(const void *ip, enum family family, struct shunt_address *source,
                                         struct shunt_address *destination)
{
	if (family == FAMILY_IPV4) {
		ipv4_address(source, ((const struct iphdr *)ip)->saddr);
		ipv4_address(destination, ((const struct iphdr *)ip)->daddr);
	} else {
		__builtin_memcpy(source, &((const struct ipv6hdr *)ip)->saddr, sizeof(*source));
		__builtin_memcpy(destination, &((const struct ipv6hdr *)ip)->daddr, sizeof(*destination));
	}
}

#define IPV4_WITHOUT_OPTIONS 0x45 /* version 4, five words */

#define ip_header_length(family) ((family) == FAMILY_IPV4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr))

/* An echo reply at `icmp`, in the packet at `ip`. */
static __always_inline int echo_reply_answers_probe(const void *ip, const struct icmp_header *icmp,
                                                    const void *end, enum family family)
{
	struct shunt_address source, destination;

	if (ip + ip_header_length(family) > end || (void *)(icmp + 1) > end)
		return 0;
	ip_addresses(ip, family, &source, &destination);
	return probe_asked(&destination, icmp->identifier, &source);
}

/* An ICMP error that quotes the packet at `ip`: whether that was a probe's. Both families quote at least 8 bytes
 * behind the IP header, and probes have neither options nor extension headers. */
static __always_inline int error_answers_probe(const void *ip, const void *end, enum family family)
{
	const struct icmp_header *l4 = ip + ip_header_length(family);
	struct shunt_address source, destination;
	__be16 port;
	__u8 protocol;

	if ((void *)(l4 + 1) > end)
		return 0;
	if (family == FAMILY_IPV4 && *(const __u8 *)ip != IPV4_WITHOUT_OPTIONS)
		return 0;
	protocol =
	    family == FAMILY_IPV4 ? ((const struct iphdr *)ip)->protocol : ((const struct ipv6hdr *)ip)->nexthdr;
	if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP)
		port = *(const __be16 *)l4;
	else if (protocol == (family == FAMILY_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6) &&
	         l4->type == (family == FAMILY_IPV4 ? ICMP_ECHO_OF_IPV4 : ICMP_ECHO_OF_IPV6))
		port = l4->identifier;
	else
		return 0;
	ip_addresses(ip, family, &source, &destination);
	return probe_asked(&source, port, &destination);
}

/* What icmp_answers_probe() is asked about; the other bit is clear of IPv4, and of an echo reply. */
enum icmp_question {
	ICMP_OF_IPV6 = 1,
	ICMP_IS_ERROR = 2,
};

/* An ICMP message, by offsets in the frame; `l4_length` by the IP header. Global, as it needs stack of its own. */
__noinline __u32 icmp_answers_probe(struct xdp_md *ctx, __u32 l3_offset, __u32 l4_offset, __u32 l4_length,
                                    __u32 question)
{
	const void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	const __u32 quoted = question & ICMP_OF_IPV6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	const struct icmp_header *icmp;
	const void *ip;

	/* What lies behind the packet in the frame is not of it. */
	if (l4_length < sizeof(*icmp) + (question & ICMP_IS_ERROR ? quoted + sizeof(*icmp) : 0))
		return 0;
	/* verifier: offsets are numbers here, so bounds have to be told anew. Six extension headers end before. */
	if (l3_offset > 0xff || l4_offset > 0x3fff)
		return 0;
	ip = data + l3_offset;
	icmp = data + l4_offset;
	if ((void *)(icmp + 1) > end)
		return 0;
	if (question & ICMP_OF_IPV6)
		return question & ICMP_IS_ERROR ? error_answers_probe(icmp + 1, end, FAMILY_IPV6)
		                                : echo_reply_answers_probe(ip, icmp, end, FAMILY_IPV6);
	return question & ICMP_IS_ERROR ? error_answers_probe(icmp + 1, end, FAMILY_IPV4)
	                                : echo_reply_answers_probe(ip, icmp, end, FAMILY_IPV4);
}

/* What a packet is whose last header is neither TCP nor UDP: SHUNT_REASON_ICMP_ERROR, PARSE_PROBE_ANSWER or
 * PARSE_NOT_OURS. The cursor stands at that header. */
static __always_inline int icmp_classify(struct xdp_md *ctx, const struct cursor *cursor,
                                         const struct packet *packet, enum family family)
{
	const __u8 *type = cursor->at;
	__u32 question;
	int is_error;

	if (packet->protocol != (family == FAMILY_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
		return PARSE_NOT_OURS;
	if (!packet->l4_length || (void *)(type + 1) > cursor->end)
		return PARSE_NOT_OURS;
	is_error = icmp_is_error(*type, family);
	if (!is_error && !icmp_is_echo_reply(*type, family))
		return PARSE_NOT_OURS;
	question = (family == FAMILY_IPV6 ? ICMP_OF_IPV6 : 0) | (is_error ? ICMP_IS_ERROR : 0);
	if (control.probe_ports && icmp_answers_probe(ctx, packet->l3_offset, cursor->at - (void *)(long)ctx->data,
	                                              packet->l4_length, question))
		return PARSE_PROBE_ANSWER;
	return is_error ? SHUNT_REASON_ICMP_ERROR : PARSE_NOT_OURS;
}

#endif
