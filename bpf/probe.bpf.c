// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The three programs that connect the namespace of the probes with the dataplane: shunt/probe.h. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#include "counter.h"
#include "encap.h"
#include "ethernet.h"
#include "interfaces.h"
#include "ipv4.h"
#include "ipv6.h"
#include "packet.h"
#include "shunt/probe.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_probe_target);
} probe_targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SHUNT_PROBE_RESULTS);
	__type(key, __u32);
	__type(value, struct shunt_counter);
} probe_stats SEC(".maps");

/* A MAC address of a probe's frame: locally administered, a byte of zero, the mark in network order. */
struct marked_mac {
	__u8 local;
	__u8 zero;
	__be32 mark;
} __attribute__((packed));

#define LOCALLY_ADMINISTERED 0x02

/* At the inner end, on what leaves the namespace. */
SEC("tc")
int shunt_mark(struct __sk_buff *skb)
{
	struct marked_mac mac = {.local = LOCALLY_ADMINISTERED, .mark = bpf_htonl(skb->mark)};

	if (!skb->mark || bpf_skb_store_bytes(skb, 0, &mac, sizeof(mac), 0)) {
		counter_add_row(&probe_stats, SHUNT_PROBE_UNMARKED, skb->len);
		return TC_ACT_SHOT;
	}
	return TC_ACT_OK;
}

static __always_inline int probe_send(struct xdp_md *ctx, struct cursor *cursor,
                                      const struct shunt_probe_target *target, enum family family)
{
	struct packet packet;
	int result;

	packet.l3_offset = cursor->at - (void *)(long)ctx->data;
	result = family == FAMILY_IPV4 ? ipv4_parse(cursor, &packet) : ipv6_parse(cursor, &packet);
	if (result != PARSE_OK && result != SHUNT_REASON_LATER_FRAGMENT)
		return SHUNT_PROBE_FAILED;
	if (!target->next_hop.mtu)
		return SHUNT_PROBE_UNRESOLVED;
	if (packet.l3_length + target->backend.overhead > target->next_hop.mtu)
		return SHUNT_PROBE_TOO_BIG;
	/* Another way through the network with each packet, as the flows of many clients have. */
	if (frame_rewrite(ctx, &packet, &target->backend, &target->next_hop, bpf_get_prandom_u32(), family))
		return SHUNT_PROBE_FAILED;
	return SHUNT_PROBE_SENT;
}

/* At the outer end, in the host's namespace, on what came out of the probes'. */
SEC("xdp")
int shunt_probe(struct xdp_md *ctx)
{
	struct cursor cursor = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	__u32 length = ctx->data_end - ctx->data, egress;
	const struct shunt_probe_target *target;
	int result = SHUNT_PROBE_UNMARKED;
	const struct marked_mac *mac;
	__be16 protocol;
	__u32 mark;

	if (cursor.at + sizeof(struct ethernet_header) > cursor.end)
		return XDP_DROP;
	mac = cursor.at;
	mark = bpf_ntohl(mac->mark);
	protocol = ethernet_parse(&cursor);
	target = bpf_map_lookup_elem(&probe_targets, &mark);
	if (target && mark && protocol == bpf_htons(ETH_P_IP))
		result = probe_send(ctx, &cursor, target, FAMILY_IPV4);
	else if (target && mark && protocol == bpf_htons(ETH_P_IPV6))
		result = probe_send(ctx, &cursor, target, FAMILY_IPV6);
	counter_add_row(&probe_stats, result, length);
	if (result != SHUNT_PROBE_SENT || !target)
		return XDP_DROP;
	egress = target->next_hop.egress;
	return bpf_redirect_map(&interfaces, egress, XDP_DROP);
}

/* At the inner end, on answers: as they came from a wire, with any tags, to the card's address. */
SEC("xdp")
int shunt_answer(struct xdp_md *ctx)
{
	struct cursor cursor = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	struct ethernet_header header = {.destination = SHUNT_PROBE_MAC, .source = {LOCALLY_ADMINISTERED}};
	struct ethernet_header *place;
	int tags;

	header.protocol = ethernet_parse(&cursor);
	tags = (int)(cursor.at - (void *)(long)ctx->data) - (int)sizeof(header);
	if (!header.protocol || (tags > 0 && bpf_xdp_adjust_head(ctx, tags)))
		return XDP_DROP;
	place = (void *)(long)ctx->data;
	if ((void *)(place + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	*place = header;
	counter_add_row(&probe_stats, SHUNT_PROBE_ANSWERED, ctx->data_end - ctx->data);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
