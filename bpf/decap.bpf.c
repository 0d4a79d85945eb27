// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ends tunnels at XDP, on a backend that has no tunnel devices: IP in IP (RFC 2003, RFC 2473, RFC 4213) and GUE
 * (draft-ietf-intarea-gue). The host gets the inner packet, with the Ethernet header and the tags of the frame.
 * What is no sound tunnelled packet to this host is passed to it as it came: docs/backends.md. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "counter.h"
#include "decap_maps.h"
#include "ecn.h"
#include "ethernet.h"
#include "gue.h"
#include "ipv4.h"
#include "ipv6.h"
#include "ipv6_extensions.h"
#include "shunt/decap.h"
#include "transport.h"

/* A tunnelled packet as far as it was read. */
struct tunnel {
	void *l3;            /* outer IP header */
	void *inner;         /* inner IP header */
	__u32 inner_length;  /* bytes that the outer headers leave for it */
	__u8 inner_protocol; /* IPPROTO_IPIP or IPPROTO_IPV6 */
	__u8 outer_ecn;
	__u8 result; /* enum shunt_decap_result that it ends in if nothing is wrong */
};

static __always_inline int prefix_has(void *map, const struct shunt_address *address)
{
	struct shunt_prefix key = {.length = 128, .address = *address};

	return bpf_map_lookup_elem(map, &key) != 0;
}

/* A receiving host verifies the header checksum (RFC 1122, 3.2.1.2); what a switch or cable broke is no packet. A
 * global function, which the verifier checks once: its loop would multiply the paths of what follows. */
__noinline int ipv4_checksum_is_right(struct xdp_md *ctx, __u32 offset, __u32 header_length)
{
	void *end = (void *)(long)ctx->data_end;
	__u16 *words = (void *)(long)ctx->data + (offset & 0xff); /* verifier: Ethernet and tags end before that */
	__u32 sum = 0;

	/* Constant bound: the longest header has 30 words of 16 bits. */
	for (__u32 i = 0; i < 30 && i * 2 < header_length; i++) {
		if ((void *)(words + i + 1) > end)
			break;
		sum += words[i];
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

/* Reads the outer IP header and moves the cursor behind it. */
static __always_inline int outer_parse(struct xdp_md *ctx, struct cursor *cursor, struct packet *outer,
                                       enum family family)
{
	void *data = (void *)(long)ctx->data;
	void *l3 = cursor->at;
	int result;

	if (family == FAMILY_IPV4) {
		result = ipv4_parse(cursor, outer);
		if (result == PARSE_OK && !ipv4_checksum_is_right(ctx, l3 - data, cursor->at - l3))
			return SHUNT_REASON_IPV4_HEADER_INVALID;
		return result;
	}
	result = ipv6_parse(cursor, outer);
	if (result != PARSE_OK)
		return result;
	return ipv6_is_extension(outer->protocol) ? ipv6_skip_extensions(ctx, cursor, outer) : PARSE_OK;
}

/* Whether this is GUE by its port. A cut header is not. */
static __always_inline int udp_is_gue(const struct cursor *cursor)
{
	const struct udphdr *udp = cursor->at;

	return (void *)(udp + 1) <= cursor->end && udp->dest == gue_port;
}

/* Finds the inner packet behind UDP. Returns SHUNT_DECAP_NONE, or the result for the frame. */
static __always_inline int gue_open(struct cursor *cursor, struct packet *outer, struct tunnel *tunnel)
{
	struct gue_content content;

	if (!transport_is_valid(cursor, outer))
		return SHUNT_DECAP_OUTER_INVALID;
	tunnel->inner_length = bpf_ntohs(((struct udphdr *)cursor->at)->len) - sizeof(struct udphdr);
	cursor->at += sizeof(struct udphdr);
	content = gue_parse(cursor);
	if (!content.protocol)
		return SHUNT_DECAP_GUE_UNSUPPORTED;
	if (content.header_length > tunnel->inner_length)
		return SHUNT_DECAP_OUTER_INVALID;
	tunnel->inner_length -= content.header_length;
	cursor->at += content.header_length & 0xff; /* verifier: at most 128 bytes */
	tunnel->inner_protocol = content.protocol;
	tunnel->result = SHUNT_DECAP_GUE;
	return SHUNT_DECAP_NONE;
}

/* Whether the frame is a tunnelled packet to this host, by what was read of it so far. */
static __always_inline int outer_is_ours(const struct cursor *cursor, const struct packet *outer, int result)
{
	if (result == PARSE_NOT_OURS)
		return 0;
	if (outer->protocol == IPPROTO_UDP) {
		/* Only where the cursor stands at the UDP header. */
		if (result != PARSE_OK || !udp_is_gue(cursor))
			return 0;
	} else if (outer->protocol != IPPROTO_IPIP && outer->protocol != IPPROTO_IPV6) {
		return 0;
	}
	return bpf_map_lookup_elem(&decap_locals, &outer->destination) != 0;
}

/* Reads all outer headers. The cursor ends at the inner packet. Returns SHUNT_DECAP_NONE, or the
 * result for the frame. */
static __always_inline int tunnel_open(struct xdp_md *ctx, struct cursor *cursor, struct tunnel *tunnel,
                                       enum family family)
{
	struct packet outer = {};
	int result;

	tunnel->l3 = cursor->at;
	result = outer_parse(ctx, cursor, &outer, family);
	if (!outer_is_ours(cursor, &outer, result))
		return SHUNT_DECAP_NOT_OURS;
	if (outer.fragment || result == SHUNT_REASON_LATER_FRAGMENT)
		return SHUNT_DECAP_OUTER_FRAGMENT;
	/* An IPv4 prefix in `decap_sources` is for IPv4 packets. */
	if (result != PARSE_OK || (family == FAMILY_IPV6 && ipv6_is_mapped(&outer.source)))
		return SHUNT_DECAP_OUTER_INVALID;
	if (check_sources && !prefix_has(&decap_sources, &outer.source))
		return SHUNT_DECAP_SOURCE_NOT_ALLOWED;
	tunnel->outer_ecn = outer.traffic_class & ECN_MASK;
	if (outer.protocol == IPPROTO_UDP)
		return gue_open(cursor, &outer, tunnel);
	tunnel->inner_length = outer.l4_length;
	tunnel->inner_protocol = outer.protocol;
	tunnel->result = SHUNT_DECAP_IPIP;
	return SHUNT_DECAP_NONE;
}

/* Writes what congestion the outer header met into the inner one. Returns SHUNT_DECAP_NONE, or the
 * result for the frame. */
static __always_inline int inner_mark(struct tunnel *tunnel, __u8 inner_ecn, enum family family)
{
	int ecn = ecn_decapsulate(inner_ecn, tunnel->outer_ecn);

	if (ecn == ECN_DROP)
		return SHUNT_DECAP_CONGESTION_LOST;
	if (ecn == inner_ecn)
		return SHUNT_DECAP_NONE;
	if (family == FAMILY_IPV4)
		ipv4_set_ecn(tunnel->inner, ecn);
	else
		ipv6_set_ecn(tunnel->inner, ecn);
	return SHUNT_DECAP_NONE;
}

/* Judges the inner packet. Returns SHUNT_DECAP_NONE, or the
 * result for the frame. */
static __always_inline int inner_accept(struct cursor *cursor, struct tunnel *tunnel, enum family family)
{
	struct packet inner = {};
	int result;

	tunnel->inner = cursor->at;
	result = family == FAMILY_IPV4 ? ipv4_parse(cursor, &inner) : ipv6_parse(cursor, &inner);
	/* A fragment of the inner packet is the host's to put together. */
	if (result != PARSE_OK && result != SHUNT_REASON_LATER_FRAGMENT)
		return SHUNT_DECAP_INNER_INVALID;
	if (inner.l3_length > tunnel->inner_length)
		return SHUNT_DECAP_INNER_INVALID;
	if (check_vips && !prefix_has(&decap_vips, &inner.destination))
		return SHUNT_DECAP_DESTINATION_NOT_ALLOWED;
	return inner_mark(tunnel, inner.traffic_class & ECN_MASK, family);
}

#define L2_LENGTH_MAX (ETH_HLEN + SHUNT_MAX_VLAN_DEPTH * VLAN_HEADER_LENGTH)

/* Copies `length` bytes, a constant: Ethernet with tags. The places may overlap. */
static __always_inline void l2_copy(void *to, const void *from, __u32 length, __be16 protocol)
{
	__u16 words[L2_LENGTH_MAX / 2];

	for (__u32 i = 0; i < length / 2; i++)
		words[i] = ((const __u16 *)from)[i];
	words[length / 2 - 1] = protocol;
	for (__u32 i = 0; i < length / 2; i++)
		((__u16 *)to)[i] = words[i];
}

/* Moves Ethernet and its tags up to the inner packet, and the start of the frame with them. */
static __always_inline int frame_strip(struct xdp_md *ctx, const struct tunnel *tunnel, __be16 protocol)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	__u32 shrink = (tunnel->inner - tunnel->l3) & 0x3fff; /* verifier: headers are shorter than that */
	void *to = data + shrink;

	if (data + L2_LENGTH_MAX > end || to + L2_LENGTH_MAX > end) /* verifier: an IP header alone has 20 bytes */
		return SHUNT_DECAP_CANNOT_SHRINK;
	switch (tunnel->l3 - data) {
	case ETH_HLEN:
		l2_copy(to, data, ETH_HLEN, protocol);
		break;
	case ETH_HLEN + VLAN_HEADER_LENGTH:
		l2_copy(to, data, ETH_HLEN + VLAN_HEADER_LENGTH, protocol);
		break;
	default:
		l2_copy(to, data, L2_LENGTH_MAX, protocol);
	}
	if (bpf_xdp_adjust_head(ctx, shrink))
		return SHUNT_DECAP_CANNOT_SHRINK;
	return tunnel->result;
}

static __always_inline int frame_decapsulate(struct xdp_md *ctx)
{
	struct cursor cursor = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	__be16 protocol = ethernet_parse(&cursor);
	struct tunnel tunnel = {};
	int result;

	if (protocol == bpf_htons(ETH_P_IP))
		result = tunnel_open(ctx, &cursor, &tunnel, FAMILY_IPV4);
	else if (protocol == bpf_htons(ETH_P_IPV6))
		result = tunnel_open(ctx, &cursor, &tunnel, FAMILY_IPV6);
	else
		return SHUNT_DECAP_NOT_OURS;
	if (result)
		return result;
	if (tunnel.inner_protocol == IPPROTO_IPIP) {
		protocol = bpf_htons(ETH_P_IP);
		result = inner_accept(&cursor, &tunnel, FAMILY_IPV4);
	} else {
		protocol = bpf_htons(ETH_P_IPV6);
		result = inner_accept(&cursor, &tunnel, FAMILY_IPV6);
	}
	return result ? result : frame_strip(ctx, &tunnel, protocol);
}

static __always_inline int result_verdict(int result)
{
	switch (result) {
#define SHUNT_DECAP_VERDICT(number, NAME, name, verdict, text)                                                    \
	case number:                                                                                              \
		return XDP_##verdict;
		SHUNT_DECAP_RESULTS(SHUNT_DECAP_VERDICT)
#undef SHUNT_DECAP_VERDICT
	default:
		return XDP_PASS;
	}
}

SEC("xdp")
int shunt_decap(struct xdp_md *ctx)
{
	__u32 frame_length = ctx->data_end - ctx->data;
	int result = frame_decapsulate(ctx);

	counter_add_row(&decap_stats, result, frame_length);
	return result_verdict(result);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
