/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet of a service on its way: slot, backend, next hop, outer headers, out. docs/dataplane.md is its
 * specification, in the order of the code. */
#ifndef SHUNT_BPF_FORWARD_H
#define SHUNT_BPF_FORWARD_H

#include "capture.h"
#include "counters.h"
#include "encap.h"
#include "flow.h"
#include "flow_hash.h"
#include "flow_hit.h"
#include "ipv4.h"
#include "ipv6.h"
#include "packet.h"
#include "probe_answer.h"
#include "service.h"
#include "syn.h"
#include "trace.h"
#include "transport.h"

/* The slot has changed, or the scheduler records every flow: the flow table has a word in it. */
static __always_inline __u32 backend_row_of_flow(const struct packet *packet, const struct shunt_service *service,
                                                 __u32 tcp_flags, __u64 hash)
{
	__u8 scheduler = SHUNT_SCHEDULER_OF(service->scheduler);
	__u64 tag = flow_tag(packet);
	__u32 row;

	if (scheduler != SHUNT_SCHEDULE_SOURCE && !service->udp_stateless) {
		row = flow_hit(tag, tcp_flags);
		if (row)
			return row;
	}
	struct flow_query query = {.name = {.source = packet->source,
	                                    .destination = packet->destination,
	                                    .ports = packet->ports,
	                                    .service = service->id,
	                                    .protocol = packet->protocol},
	                           .hash = hash,
	                           .tag = tag,
	                           .slots_offset = service->slots_offset,
	                           .slots_count = service->slots_count,
	                           .backends_offset = service->backends_offset,
	                           .scheduler = scheduler,
	                           .source_bits = service->source_bits,
	                           .udp_stateless = service->udp_stateless,
	                           .tcp_flags = tcp_flags};

	return flow_backend(&query);
}

/* Off the fast way. `row`: in `backends`, of slot.current. */
static __always_inline __u32 backend_row_with_care(const struct cursor *cursor, const struct packet *packet,
                                                   const struct shunt_service *service, struct shunt_slot slot,
                                                   __u32 row, __u64 hash)
{
	__u32 tcp_flags = 0, sequence = 0;

	if (packet->protocol == IPPROTO_TCP) {
		/* verifier: it has forgotten what transport_is_valid() made sure of */
		if (cursor->at + sizeof(struct tcphdr) > cursor->end)
			return 0;
		tcp_flags = flow_tcp_flags(cursor);
		sequence = ((const struct tcphdr *)cursor->at)->seq;
	}
	if (slot.current != slot.previous || SHUNT_SCHEDULER_OF(service->scheduler))
		row = backend_row_of_flow(packet, service, tcp_flags, hash);
	if (service->scheduler & SHUNT_WATCHES_SYNS && tcp_flags & FLOW_TCP_BEGINS)
		syn_count(hash, sequence, row);
	return row;
}

/* The backend of the packet's flow, or NULL if a row is missing. In steady state `current` equals `previous`, and
 * no state is touched. */
static __always_inline const struct shunt_backend *backend_select(const struct cursor *cursor,
                                                                  const struct packet *packet,
                                                                  const struct shunt_service *service, __u64 hash)
{
	__u32 row = service->slots_offset + flow_hash_slot(hash, service->slots_count);
	const struct shunt_slot *held = bpf_map_lookup_elem(&slots, &row);
	const struct shunt_backend *backend;
	struct shunt_slot slot;

	if (!held)
		return 0;
	slot = slot_read(held);
	trace_slot(row - service->slots_offset, slot);
	row = service->backends_offset + slot.current;
	if (slot.current != slot.previous || service->scheduler)
		row = backend_row_with_care(cursor, packet, service, slot, row, hash);
	backend = bpf_map_lookup_elem(&backends, &row);
	if (backend)
		trace_backend(row, backend);
	return backend;
}

/* Why a packet does not fit: kept off the fast way, which only compares with the MTU. Row 0 of `backends` and of
 * `next_hops` are all zero, so an absent backend or next hop has an MTU of 0. */
static __always_inline int too_big_reason(const struct shunt_backend *backend,
                                          const struct shunt_next_hop *next_hop)
{
	if (!backend->id)
		return SHUNT_REASON_NO_BACKEND;
	return next_hop->mtu ? SHUNT_REASON_TOO_BIG : SHUNT_REASON_NEXT_HOP_UNRESOLVED;
}

/* As a router forwards (RFC 1812, 5.3.1; RFC 8200, 3; RFC 2003, 3.1), whatever the forwarding. `l3`: the IP
 * header. */
static __always_inline void hop_limit_decrement(void *l3, enum family family)
{
	if (family == FAMILY_IPV4)
		ipv4_decrement_ttl(l3);
	else
		((struct ipv6hdr *)l3)->hop_limit--;
}

/* XDP_TX out of the port that the packet came in by, or XDP_REDIRECT to the backend's. */
static __always_inline int frame_send(struct xdp_md *ctx, const struct shunt_next_hop *next_hop)
{
	if (next_hop->ifindex == ctx->ingress_ifindex)
		return XDP_TX;
	return bpf_redirect_map(&interfaces, next_hop->egress, XDP_DROP);
}

/* What becomes of a frame: the action, the reason if there is one, and the service to charge a drop to. */
struct outcome {
	__u32 action;
	__u32 reason;
	const struct shunt_service *service;
	__u32 l3_length;
};

static __always_inline struct outcome outcome_pass(void)
{
	return (struct outcome){.action = XDP_PASS};
}

/* A packet that a parser refused with a reason, which holds only if the packet is for a VIP. */
static __always_inline struct outcome outcome_of_parse(int result, const struct packet *packet, enum family family,
                                                       __u32 half)
{
	struct outcome outcome = outcome_pass();

	if (result == PARSE_NOT_OURS ||
	    !service_has_address(packet->destination.halves[0], packet->destination.halves[1], family, half))
		return outcome;
	outcome.reason = result;
	outcome.action = SHUNT_REASONS_THAT_DROP >> result & 1 ? XDP_DROP : XDP_PASS;
	return outcome;
}

static __always_inline struct outcome outcome_drop(__u32 reason, const struct shunt_service *service,
                                                   const struct packet *packet)
{
	return (struct outcome){
	    .action = XDP_DROP, .reason = reason, .service = service, .l3_length = packet->l3_length};
}

/* A packet whose ports are known; the cursor stands at its TCP or UDP header, `l3` at its IP header. */
static __always_inline struct outcome packet_forward(struct xdp_md *ctx, const struct cursor *cursor, void *l3,
                                                     const struct packet *packet, enum family family, __u32 half)
{
	const struct shunt_service *service = service_find(packet, family, half);
	const struct shunt_next_hop *next_hop;
	const struct shunt_backend *backend;
	__u64 hash = flow_hash(packet, control.generations[half].flow_seed);
	__u32 reason, action;

	if (!service)
		return (struct outcome){.action = probe_action_on(packet)};
	trace_service(service, hash);
	if (packet->fragment)
		return outcome_drop(SHUNT_REASON_FRAGMENT, service, packet);
	if (!transport_is_valid(cursor, packet))
		return outcome_drop(transport_invalid(packet), service, packet);
	if (packet->hop_limit <= 1)
		return outcome_drop(SHUNT_REASON_TTL_EXPIRED, service, packet);

	backend = backend_select(cursor, packet, service, hash);
	if (!backend)
		return outcome_drop(SHUNT_REASON_INCONSISTENT, service, packet);
	next_hop = &next_hops[*(volatile __u32 *)&backend->next_hop & (SHUNT_MAX_NEXT_HOPS - 1)];
	if (packet->l3_length + backend->overhead > next_hop->mtu)
		return outcome_drop(too_big_reason(backend, next_hop), service, packet);

	capture_keep(ctx);
	hop_limit_decrement(l3, family);
	reason = frame_rewrite(ctx, packet, backend, next_hop, hash, family);
	if (reason)
		return outcome_drop(reason, service, packet);
	action = frame_send(ctx, next_hop);
	if (action != XDP_TX && action != XDP_REDIRECT)
		return outcome_drop(SHUNT_REASON_EGRESS_MISSING, service, packet);
	if (!only_looks())
		counter_add_row(&backend_stats, backend->id, packet->l3_length);
	return (struct outcome){.action = action};
}

#endif
