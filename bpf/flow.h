/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The backend of a flow where its slot alone does not tell: the slot has changed, or the scheduler records every
 * flow. docs/consistency.md has the rules and the argument that they keep every flow where it is. */
#ifndef SHUNT_BPF_FLOW_H
#define SHUNT_BPF_FLOW_H

#include <stddef.h>

#include <linux/in.h>

#include "flow_hash.h"
#include "flow_record.h"
#include "flow_table.h"
#include "packet.h"
#include "service.h"
#include "trace.h"

#define FLOW_TCP_BEGINS 1u /* SYN without ACK */
#define FLOW_TCP_ENDS   2u /* FIN or RST */

/* A slot as one word: `current` and `previous` of the same change. */
static __always_inline struct shunt_slot slot_read(const struct shunt_slot *slot)
{
	union {
		__u64 word;
		struct shunt_slot slot;
	} copy = {.word = *(volatile __u64 *)slot};

	return copy.slot;
}

/* `current` of a slot of its service's table; 0, none, if there is no such row. */
static __always_inline __u32 slot_current(const struct flow_query *query, __u64 hash)
{
	__u32 row = query->slots_offset + flow_hash_slot(hash, query->slots_count);
	const struct shunt_slot *slot = bpf_map_lookup_elem(&slots, &row);

	return slot ? slot_read(slot).current : 0;
}

/* A hash of no more of the packet than the leading bits of the client's address. */
static __always_inline __u64 source_hash(const struct flow_query *query)
{
	__u32 bits = query->source_bits, half = generation_active();
	struct packet client = {};

	client.source.halves[0] = word_prefix(query->name.source.halves[0], bits < 64 ? bits : 64);
	client.source.halves[1] = word_prefix(query->name.source.halves[1], bits < 64 ? 0 : (bits - 64) & 127);
	return flow_hash(&client, control.generations[half].flow_seed);
}

/* The next position in the order of the table. */
static __always_inline __u32 position_in_turn(const struct flow_query *query)
{
	__u32 id = query->name.service, row;
	__u64 *turn = bpf_map_lookup_elem(&service_turns, &id);

	const struct shunt_slot *slot;

	if (!turn || !query->slots_count)
		return 0;
	row = query->slots_offset +
	      (__u32)((only_looks() ? *turn : __sync_fetch_and_add(turn, 1)) % query->slots_count);
	slot = bpf_map_lookup_elem(&slots, &row);
	return slot ? slot_read(slot).current : 0;
}

/* Live flows and weight of the backend at a position. */
struct flow_candidate {
	__u64 load;
	__u64 weight;
};

static __always_inline struct flow_candidate candidate_at(const struct flow_query *query, __u32 position)
{
	__u32 row = query->backends_offset + position;
	const struct shunt_backend *backend = bpf_map_lookup_elem(&backends, &row);
	struct flow_candidate candidate = {};
	const struct shunt_backend_flows *flows_of;
	__s32 load;

	if (!backend)
		return candidate;
	candidate.weight = backend->weight;
	row = backend->id;
	flows_of = bpf_map_lookup_elem(&backend_flows, &row);
	load = flows_of ? *(volatile __s32 *)&flows_of->load : 0;
	candidate.load = load > 0 ? load : 0; /* the sweep may set it a moment too low */
	return candidate;
}

/* Of two slots that the flow's hash names, the one whose backend has fewer flows for its weight (Mitzenmacher,
 * "The power of two choices in randomized load balancing", IEEE TPDS 2001). */
static __always_inline __u32 position_less_loaded(const struct flow_query *query)
{
	__u32 first = slot_current(query, query->hash);
	__u32 second = slot_current(query, query->tag);
	struct flow_candidate a = candidate_at(query, first), b = candidate_at(query, second);

	return a.load * b.weight <= b.load * a.weight ? first : second;
}

/* The position for a flow that begins now. */
static __always_inline __u32 position_for_new(const struct flow_query *query, __u32 current)
{
	if (query->scheduler == SHUNT_SCHEDULE_ROUND_ROBIN) {
		trace_choice(SHUNT_CHOICE_NEW_IN_TURN);
		return position_in_turn(query);
	}
	if (query->scheduler == SHUNT_SCHEDULE_LEAST_CONNECTIONS) {
		trace_choice(SHUNT_CHOICE_NEW_BY_LOAD);
		return position_less_loaded(query);
	}
	trace_choice(SHUNT_CHOICE_NEW_BY_SLOT);
	return current;
}

static __always_inline __u32 backend_id_at(__u32 row)
{
	const struct shunt_backend *backend = bpf_map_lookup_elem(&backends, &row);

	return backend ? backend->id : 0;
}

/* Binds the flow to the backend of a row: in the place where it was found, or in one of its own. Returns whether
 * it is recorded; a row that is "none" is not. */
static __always_inline int flow_bind(struct flow_query *query, const struct flow_place *found, __u32 row,
                                     __u32 flags)
{
	__u32 id = backend_id_at(row);
	__u64 state = SHUNT_FLOW_STATE(id, flags, query->clock);

	if (!id)
		return 1;
	/* Freed by the sweep or taken by another flow just now, the place is none; nor is its name ours to write.
	 */
	if (!found->bucket || !flow_change(found, state))
		return flow_record(query, state);
	flow_rename(query, found);
	flow_load_add(found->state, -1);
	flow_load_add(state, 1);
	return 1;
}

/* A packet of a recorded flow whose backend is there: confirms, closes, keeps alive. */
static __always_inline void flow_touch(const struct flow_query *query, const struct flow_place *found)
{
	__u32 flags = SHUNT_FLOW_FLAGS_OF(found->state);
	__u32 before = flags;
	__u64 state;

	if (query->tcp_flags & FLOW_TCP_ENDS)
		flags |= SHUNT_FLOW_CLOSING;
	if (!(query->tcp_flags & FLOW_TCP_BEGINS))
		flags &= ~SHUNT_FLOW_UNCONFIRMED;
	state = SHUNT_FLOW_STATE(SHUNT_FLOW_BACKEND(found->state), flags, query->clock);
	if (state == found->state || !flow_change(found, state))
		return;
	if (flags & ~before & SHUNT_FLOW_CLOSING)
		flow_load_change(state, -1);
	if (before & ~flags & SHUNT_FLOW_UNCONFIRMED)
		flow_count(offsetof(struct shunt_flow_counters, confirmed));
}

/* A SYN, of a flow that is not one that only SYNs have been seen of: it begins anew. `slot`: the flow's. */
static __always_inline __u32 flow_begin(struct flow_query *query, const struct flow_place *found,
                                        struct shunt_slot slot, int records)
{
	__u32 offset = query->backends_offset, row;

	if (!records) {
		trace_choice(SHUNT_CHOICE_NEW_BY_SLOT);
		if (found->bucket && flow_change(found, 0))
			flow_load_add(found->state, -1);
		return offset + slot.current;
	}
	row = offset + position_for_new(query, slot.current);
	if (found->bucket)
		flow_count(offsetof(struct shunt_flow_counters, restarted));
	if (flow_bind(query, found, row, SHUNT_FLOW_UNCONFIRMED))
		return row;
	/* Unrecorded, its next packet will be taken for one of an old flow: so it must begin as one. */
	trace_choice(SHUNT_CHOICE_NEW_NO_PLACE);
	return offset + (slot.previous & SHUNT_SLOT_POSITION);
}

/* A packet in the middle of a flow that is not recorded, or whose backend is gone. */
static __always_inline __u32 flow_adopt(struct flow_query *query, const struct flow_place *found,
                                        struct shunt_slot slot, int records)
{
	__u32 offset = query->backends_offset, flags = 0, row;

	row = offset + (slot.previous & SHUNT_SLOT_POSITION);
	trace_choice(SHUNT_CHOICE_UNRECORDED);
	if (query->name.protocol == IPPROTO_UDP) {
		flags = SHUNT_FLOW_UDP | SHUNT_FLOW_UNCONFIRMED;
		if (query->scheduler >= SHUNT_SCHEDULE_ROUND_ROBIN) {
			row = offset + position_for_new(query, slot.current);
		} else if (slot.previous & SHUNT_SLOT_SETTLED) {
			trace_choice(SHUNT_CHOICE_NEW_BY_SLOT);
			row = offset + slot.current;
		}
	}
	/* Half closed, a flow may go on long after the slot's window: its FIN may be the one packet within. */
	if (query->tcp_flags & FLOW_TCP_ENDS)
		flags |= SHUNT_FLOW_CLOSING;
	if (records)
		flow_bind(query, found, row, flags);
	else if (found->bucket &&
	         flow_change(found, 0)) /* else it would follow its backend when that comes back */
		flow_load_add(found->state, -1);
	return row;
}

/* The row in `backends` for a packet whose slot has changed or whose service records every flow. Global, so that
 * the verifier checks it once, and not once for every way that leads to it. */
__noinline __u32 flow_backend(struct flow_query *query)
{
	struct flow_place found;
	const struct shunt_slot *held;
	struct shunt_slot slot;
	__u32 row;
	int records;

	if (!query)
		return 0;
	if (query->scheduler == SHUNT_SCHEDULE_SOURCE)
		query->hash = source_hash(query);
	query->name.slot = flow_hash_slot(query->hash, query->slots_count);
	row = query->slots_offset + query->name.slot;
	held = bpf_map_lookup_elem(&slots, &row);
	if (!held)
		return 0;
	slot = slot_read(held);
	trace_slot(query->name.slot, slot);
	records = query->scheduler >= SHUNT_SCHEDULE_ROUND_ROBIN;
	if ((slot.current == slot.previous && !records) ||
	    (query->name.protocol == IPPROTO_UDP && query->udp_stateless)) {
		if (slot.current != slot.previous)
			trace_choice(SHUNT_CHOICE_UDP_STATELESS);
		return query->backends_offset + slot.current;
	}
	records |= slot.current != (slot.previous & SHUNT_SLOT_POSITION);

	query->clock = *(volatile __u32 *)&control.clock;
	row = 0;
	if (flow_find(&found, query->tag) && !flow_is_over(found.state, query->clock)) {
		trace_flow(found.state);
		row = flow_backend_row(found.state);
	}
	/* A SYN on the tuple of a flow that was confirmed: the client has begun a new one. */
	if (row &&
	    (!(query->tcp_flags & FLOW_TCP_BEGINS) || SHUNT_FLOW_FLAGS_OF(found.state) & SHUNT_FLOW_UNCONFIRMED)) {
		flow_touch(query, &found);
		trace_choice(SHUNT_CHOICE_RECORDED);
		return row;
	}
	return query->tcp_flags & FLOW_TCP_BEGINS ? flow_begin(query, &found, slot, records)
	                                          : flow_adopt(query, &found, slot, records);
}

#endif
