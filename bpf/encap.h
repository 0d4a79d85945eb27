/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Outer headers. IP in IP: RFC 2003, RFC 2473, RFC 4213. GUE variant 1: draft-ietf-intarea-gue-09, section 3.
 * DSCP and ECN copied to the outer header: RFC 6040, 4.1 (normal mode). DF and identification 0: RFC 6864, 4.1.
 * Flow label as entropy: RFC 6438. UDP checksum absent: RFC 768, and RFC 6935 and 6936 for IPv6 tunnels, whose
 * inner packets carry their own. */
#ifndef SHUNT_BPF_ENCAP_H
#define SHUNT_BPF_ENCAP_H

#include <linux/if_ether.h>
#include <linux/in.h>

#include "ethernet.h"
#include "ipv4.h"
#include "packet.h"

#define L2_LENGTH_MAX        (ETH_HLEN + VLAN_HEADER_LENGTH)
#define UDP_HEADER_LENGTH    8
#define IPV4_HEADER_LENGTH   20
#define IPV6_HEADER_LENGTH   40
#define GUE_SOURCE_PORT_BASE 0xc000 /* RFC 6335, 6: dynamic ports, 14 bits of entropy */
#define GUE_SOURCE_PORT_MASK 0x3fff
#define IPV6_FLOW_LABEL_MASK 0xfffff

/* Ethernet, with the tag that the egress wants. Returns where the next header begins. */
static __always_inline void *ethernet_write(void *at, const struct shunt_next_hop *next_hop, __be16 protocol)
{
	/* Both addresses as they lie in the row: 12 bytes in two stores. */
	*(__u64 *)at = *(const __u64 *)next_hop->destination_mac;
	*(__u32 *)(at + 8) = *(const __u32 *)(next_hop->source_mac + 2);
	if (next_hop->flags & SHUNT_VLAN_PRESENT) {
		*(__be32 *)(at + 12) = bpf_htonl((__u32)ETH_P_8021Q << 16 | bpf_ntohs(next_hop->vlan));
		at += VLAN_HEADER_LENGTH;
	}
	*(__be16 *)(at + 12) = protocol;
	return at + ETH_HLEN;
}

static __always_inline void outer_ipv4_write(void *at, const struct shunt_backend *backend, __u8 traffic_class,
                                             __u8 protocol, __u32 length, __u32 entropy)
{
	__be32 source = backend->source.words[3] | (backend->source_entropy & entropy);
	__be32 *words = at;
	__u64 sum;

	/* The backend's row has the sum of what does not change from packet to packet (RFC 1071). */
	sum = (__u64)backend->checksum + bpf_htons(length) + bpf_htons(traffic_class) + (source & 0xffff) +
	      (source >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);

	words[0] = bpf_htonl(0x45000000u | (__u32)traffic_class << 16 | length);
	words[1] = bpf_htonl(IPV4_DONT_FRAGMENT);
	words[2] = bpf_htonl(SHUNT_OUTER_TTL << 24 | (__u32)protocol << 16 | bpf_ntohs(~sum & 0xffff));
	words[3] = source;
	words[4] = backend->destination.words[3];
}

/* Four bytes as they lie in memory, as the last four of an 8-byte half of an address. */
static __always_inline __u64 address_last_word(__be32 word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (__u64)word << 32;
#else
	return word;
#endif
}

static __always_inline void outer_ipv6_write(void *at, const struct shunt_backend *backend, __u8 traffic_class,
                                             __u8 next_header, __u32 payload_length, __u32 entropy)
{
	__be32 *words = at;
	__u64 *halves = at + 8;

	words[0] = bpf_htonl(0x60000000u | (__u32)traffic_class << 20 | (entropy & IPV6_FLOW_LABEL_MASK));
	words[1] = bpf_htonl(payload_length << 16 | (__u32)next_header << 8 | SHUNT_OUTER_TTL);
	halves[0] = backend->source.halves[0];
	halves[1] = backend->source.halves[1] | address_last_word(backend->source_entropy & entropy);
	halves[2] = backend->destination.halves[0];
	halves[3] = backend->destination.halves[1];
}

/* `length`: of the UDP header and what follows. */
static __always_inline void gue_write(void *at, const struct shunt_backend *backend, __u32 length, __u32 entropy)
{
	__be32 *words = at;

	words[0] = bpf_htonl((GUE_SOURCE_PORT_BASE | (entropy & GUE_SOURCE_PORT_MASK)) << 16 |
	                     bpf_ntohs(backend->gue_port));
	words[1] = bpf_htonl(length << 16);
}

/* Writes all headers in front of the inner packet into a frame that already has its final size. Returns a reason:
 * SHUNT_REASON_INCONSISTENT for a frame that is shorter than its headers, which its size makes impossible. */
static __always_inline int encap_write(void *at, const void *end, const struct shunt_backend *backend,
                                       const struct shunt_next_hop *next_hop, const struct packet *packet,
                                       __u32 entropy, enum family family)
{
	__u32 length = packet->l3_length + backend->overhead;
	__u8 traffic_class = packet->traffic_class;

	/* verifier: one bound for each length of headers, as a frame may be shorter than the longest ones. */
	switch (backend->encap) {
	case SHUNT_ENCAP_IPV4:
		if (at + L2_LENGTH_MAX + IPV4_HEADER_LENGTH > end)
			return SHUNT_REASON_INCONSISTENT;
		at = ethernet_write(at, next_hop, bpf_htons(ETH_P_IP));
		outer_ipv4_write(at, backend, traffic_class, backend->inner_protocol, length, entropy);
		return SHUNT_REASON_NONE;
	case SHUNT_ENCAP_IPV6:
		if (at + L2_LENGTH_MAX + IPV6_HEADER_LENGTH > end)
			return SHUNT_REASON_INCONSISTENT;
		at = ethernet_write(at, next_hop, bpf_htons(ETH_P_IPV6));
		length -= IPV6_HEADER_LENGTH;
		outer_ipv6_write(at, backend, traffic_class, backend->inner_protocol, length, entropy);
		return SHUNT_REASON_NONE;
	case SHUNT_ENCAP_GUE_IPV4:
		if (at + L2_LENGTH_MAX + IPV4_HEADER_LENGTH + UDP_HEADER_LENGTH > end)
			return SHUNT_REASON_INCONSISTENT;
		at = ethernet_write(at, next_hop, bpf_htons(ETH_P_IP));
		outer_ipv4_write(at, backend, traffic_class, IPPROTO_UDP, length, entropy);
		gue_write(at + IPV4_HEADER_LENGTH, backend, length - IPV4_HEADER_LENGTH, entropy);
		return SHUNT_REASON_NONE;
	case SHUNT_ENCAP_GUE_IPV6:
		if (at + L2_LENGTH_MAX + IPV6_HEADER_LENGTH + UDP_HEADER_LENGTH > end)
			return SHUNT_REASON_INCONSISTENT;
		at = ethernet_write(at, next_hop, bpf_htons(ETH_P_IPV6));
		length -= IPV6_HEADER_LENGTH;
		outer_ipv6_write(at, backend, traffic_class, IPPROTO_UDP, length, entropy);
		gue_write(at + IPV6_HEADER_LENGTH, backend, length, entropy);
		return SHUNT_REASON_NONE;
	default:
		if (at + L2_LENGTH_MAX > end)
			return SHUNT_REASON_INCONSISTENT;
		ethernet_write(at, next_hop, bpf_htons(family == FAMILY_IPV4 ? ETH_P_IP : ETH_P_IPV6));
		return SHUNT_REASON_NONE;
	}
}

/* Moves the start of the frame so that new Ethernet and outer headers fit, and writes them. Returns a reason, or
 * SHUNT_REASON_NONE. */
static __always_inline int frame_rewrite(struct xdp_md *ctx, const struct packet *packet,
                                         const struct shunt_backend *backend,
                                         const struct shunt_next_hop *next_hop, __u32 entropy, enum family family)
{
	__u32 l2_length = next_hop->flags & SHUNT_VLAN_PRESENT ? L2_LENGTH_MAX : ETH_HLEN;
	int growth = (int)(l2_length + backend->overhead) - (int)packet->l3_offset;

	if (growth && bpf_xdp_adjust_head(ctx, -growth))
		return SHUNT_REASON_NO_HEADROOM;
	return encap_write((void *)(long)ctx->data, (void *)(long)ctx->data_end, backend, next_hop, packet,
	                   entropy, family);
}

#endif
