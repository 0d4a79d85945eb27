// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The forwarding program: every frame of every attached interface comes through here. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "capture.h"
#include "counters.h"
#include "ethernet.h"
#include "forward.h"
#include "icmp.h"
#include "ipv4.h"
#include "ipv6.h"
#include "ipv6_extensions.h"
#include "probe_answer.h"
#include "shunt/abi.h"
#include "trace.h"
#include "transport.h"

/* Reads the headers up to the ports. The cursor ends at the TCP or UDP header. */
static __always_inline int packet_parse(struct xdp_md *ctx, struct cursor *cursor, struct packet *packet,
                                        enum family family)
{
	int result = family == FAMILY_IPV4 ? ipv4_parse(cursor, packet) : ipv6_parse(cursor, packet);

	if (family == FAMILY_IPV6 && result == PARSE_OK && ipv6_is_extension(packet->protocol))
		result = ipv6_skip_extensions(ctx, cursor, packet);
	if (result != PARSE_OK)
		return result;
	if (packet->protocol == IPPROTO_TCP || packet->protocol == IPPROTO_UDP)
		return transport_parse_ports(cursor, packet);
	return icmp_classify(ctx, cursor, packet, family);
}

/* One IP packet. Inlined twice with a constant family: the two copies share the text, and have no branch on it. */
static __always_inline struct outcome ip_handle(struct xdp_md *ctx, struct cursor *cursor, enum family family)
{
	struct packet packet;
	void *l3 = cursor->at;
	__u32 half = generation_active();
	int result;

	trace_unread(&packet);
	packet.l3_offset = l3 - (void *)(long)ctx->data;
	trace_settle(&packet.l3_offset);
	result = packet_parse(ctx, cursor, &packet, family);
	trace_packet(&packet);
	if (result == PARSE_PROBE_ANSWER)
		return (struct outcome){.action = probe_redirect()};
	if (result != PARSE_OK)
		return outcome_of_parse(result, &packet, family, half);
	return packet_forward(ctx, cursor, l3, &packet, family, half);
}

static __always_inline struct outcome frame_handle(struct xdp_md *ctx)
{
	struct cursor cursor = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	__be16 protocol = ethernet_parse(&cursor);

	if (protocol == bpf_htons(ETH_P_IP))
		return ip_handle(ctx, &cursor, FAMILY_IPV4);
	if (protocol == bpf_htons(ETH_P_IPV6))
		return ip_handle(ctx, &cursor, FAMILY_IPV6);
	return outcome_pass();
}

SEC("xdp")
int shunt_forward(struct xdp_md *ctx)
{
	struct outcome outcome;
	__u32 frame_length;

	trace_begin(ctx);
	frame_length = ctx->data_end - ctx->data;
	outcome = frame_handle(ctx);
	trace_end(outcome.action, outcome.reason);
	capture_frame(ctx);
	if (only_looks())
		return outcome.action;
	if (trace_is_kept())
		frame_length = trace_length(); /* so that it takes no stack */
	if (outcome.reason) {
		counter_add_row(&reason_stats, outcome.reason, frame_length);
		if (outcome.service)
			counter_add_row(&service_drops, outcome.service->id, outcome.l3_length);
	}
	interface_count(ctx->ingress_ifindex, outcome.action, frame_length);
	return outcome.action;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
