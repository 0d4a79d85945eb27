/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The flow table: find and change. Its layout and the rules of sharing it are in shunt/flow.h. Only packets
 * of slots that have changed come here. */
#ifndef SHUNT_BPF_FLOW_TABLE_H
#define SHUNT_BPF_FLOW_TABLE_H

#include "maps.h"
#include "packet.h"
#include "trace.h"

/* A flow by its name, its tag, and what may be written about it. */
struct flow_query {
	struct shunt_flow_name name;
	__u64 hash;  /* flow_hash() */
	__u64 tag;   /* flow_tag() */
	__u32 clock; /* control.clock, once for all of the packet's way */
	/* Of the service. */
	__u32 slots_offset;
	__u32 slots_count;
	__u32 backends_offset;
	__u8 scheduler;
	__u8 source_bits;
	__u8 udp_stateless;
	__u8 tcp_flags; /* FLOW_TCP_*; 0 for UDP */
	__u32 pad;
};

/* Where a flow is: bucket counted from 1 (0: nowhere), its place there, and its state when it was found. */
struct flow_place {
	__u32 bucket;
	__u32 place;
	__u64 state;
};

/* What a word of a flow adds. Addresses differ mostly in their last bytes, which are the highest of a word: a
 * product alone would leave such differences there, where those of another word cancel one in 256. So the halves
 * are folded between two products. Words do not wait for each other. */
static __always_inline __u64 flow_tag_part(__u64 word, __u64 key, __u64 factor, __u64 other_factor)
{
	word = (word ^ key) * factor;
	return (word ^ word >> 32) * other_factor;
}

static __always_inline __u64 flow_tag(const struct packet *packet)
{
	const __u64 *keys = control.flow_keys;
	__u64 tag;

	tag = flow_tag_part(packet->source.halves[0], keys[5], keys[0], keys[1]) +
	      flow_tag_part(packet->source.halves[1], keys[6], keys[1], keys[2]) +
	      flow_tag_part(packet->destination.halves[0], keys[7], keys[2], keys[3]) +
	      flow_tag_part(packet->destination.halves[1], keys[5], keys[3], keys[4]) +
	      flow_tag_part((__u64)packet->protocol << 32 | packet->ports, keys[6], keys[4], keys[0]);
	tag = (tag ^ tag >> 32) * keys[2];
	return tag ^ tag >> 29;
}

static __always_inline __u32 flow_bucket_of(__u32 half_of_tag)
{
	return (__u64)half_of_tag * flow_buckets >> 32;
}

static __always_inline __u32 flow_idle_limit(__u64 state)
{
	return control.flow_idle[SHUNT_FLOW_FLAGS_OF(state) & SHUNT_FLOW_FLAGS];
}

/* The clock may be read before another CPU writes a later one into the flow: that is no age. */
static __always_inline int flow_is_over(__u64 state, __u32 clock)
{
	__s32 age = clock - SHUNT_FLOW_CLOCK(state);

	return age > (__s32)flow_idle_limit(state);
}

/* Whether something of that tag is in the bucket, be it over. Global: verified once. */
__noinline int flow_find_in(struct flow_place *found, __u32 bucket, __u64 tag)
{
	struct shunt_flow_bucket *flows_of = bpf_map_lookup_elem(&flows, &bucket);

	if (!found || !flows_of)
		return 0;
	for (__u32 i = 0; i < SHUNT_FLOWS_PER_BUCKET; i++) {
		__u64 state;

		if (flows_of->flows[i].tag != tag)
			continue;
		state = *(volatile __u64 *)&flows_of->flows[i].state;
		if (!SHUNT_FLOW_BACKEND(state))
			continue;
		found->bucket = bucket + 1;
		found->place = i;
		found->state = state;
		return 1;
	}
	return 0;
}

static __always_inline int flow_find(struct flow_place *found, __u64 tag)
{
	found->bucket = 0;
	found->place = 0;
	found->state = 0;
	return flow_find_in(found, flow_bucket_of(tag >> 32), tag) ||
	       flow_find_in(found, flow_bucket_of(tag), tag);
}

static __always_inline struct shunt_flow *flow_at(__u32 bucket, __u32 place)
{
	struct shunt_flow_bucket *row = bpf_map_lookup_elem(&flows, &bucket);

	return row ? &row->flows[place & (SHUNT_FLOWS_PER_BUCKET - 1)] : 0;
}

/* Gives a found flow another state, unless somebody else just did. */
static __always_inline int flow_change(const struct flow_place *found, __u64 state)
{
	struct shunt_flow *flow = flow_at(found->bucket - 1, found->place);

	if (only_looks())
		return 1;
	return flow && __sync_bool_compare_and_swap(&flow->state, found->state, state);
}

/* A flow keeps its tuple, but may have come to another slot or service since it was recorded; the sweep goes by
 * what is written here. */
static __always_inline void flow_rename(const struct flow_query *query, const struct flow_place *found)
{
	__u32 bucket = found->bucket - 1;
	struct shunt_flow_names *names = bpf_map_lookup_elem(&flow_names, &bucket);
	struct shunt_flow_name *name;

	if (!names || only_looks())
		return;
	name = &names->names[found->place & (SHUNT_FLOWS_PER_BUCKET - 1)];
	name->slot = query->name.slot;
	name->service = query->name.service;
}

/* The row of the flow's backend, or 0 if that is gone. */
static __always_inline __u32 flow_backend_row(__u64 state)
{
	__u32 id = SHUNT_FLOW_BACKEND(state);
	struct shunt_backend_flows *flows_of = bpf_map_lookup_elem(&backend_flows, &id);

	return flows_of ? *(volatile __u32 *)&flows_of->row : 0;
}

static __always_inline void flow_load_change(__u64 state, __s32 difference)
{
	__u32 id = SHUNT_FLOW_BACKEND(state);
	struct shunt_backend_flows *flows_of = bpf_map_lookup_elem(&backend_flows, &id);

	if (flows_of && !only_looks())
		__sync_fetch_and_add(&flows_of->load, (__u32)difference);
}

/* One flow more or less at a backend; one that closes is none already. */
static __always_inline void flow_load_add(__u64 state, __s32 difference)
{
	if (SHUNT_FLOW_FLAGS_OF(state) & SHUNT_FLOW_CLOSING)
		return;
	flow_load_change(state, difference);
}

static __always_inline void flow_count(__u64 offset)
{
	__u32 zero = 0;
	struct shunt_flow_counters *counters = bpf_map_lookup_elem(&flow_stats, &zero);

	if (counters && !only_looks() && offset <= sizeof(*counters) - sizeof(__u64))
		++*(__u64 *)((void *)counters + offset);
}

#endif
