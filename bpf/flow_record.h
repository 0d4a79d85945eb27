/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A place in the flow table for one more flow: as many a second as allowed, and not at the cost of a better one.
 */
#ifndef SHUNT_BPF_FLOW_RECORD_H
#define SHUNT_BPF_FLOW_RECORD_H

#include "flow_table.h"

/* A place in a bucket that may be taken: by preference a free one. */
struct flow_vacancy {
	__u64 state; /* what is there: 0, or the state of a flow that is over or unconfirmed */
	__u32 bucket;
	__u8 place;
	__u8 used;        /* places of the bucket that hold live flows */
	__u8 unconfirmed; /* of these */
	__u8 kind;        /* enum flow_vacancy_kind */
};

enum flow_vacancy_kind {
	FLOW_VACANCY_NONE = 0,
	FLOW_VACANCY_EVICT = 1, /* of an unconfirmed flow, the oldest of the bucket */
	FLOW_VACANCY_FREE = 2,
};

__noinline int flow_survey(struct flow_vacancy *vacancy, __u32 bucket, __u32 clock)
{
	struct shunt_flow_bucket *flows_of = bpf_map_lookup_elem(&flows, &bucket);
	__u32 oldest = 0;

	if (!vacancy || !flows_of)
		return 0;
	*vacancy = (struct flow_vacancy){.bucket = bucket};
	for (__u32 i = 0; i < SHUNT_FLOWS_PER_BUCKET; i++) {
		__u64 state = *(volatile __u64 *)&flows_of->flows[i].state;
		__u32 age = clock - SHUNT_FLOW_CLOCK(state);

		if (state == SHUNT_FLOW_CLAIMED) {
			vacancy->used++;
		} else if (!state || flow_is_over(state, clock)) {
			if (vacancy->kind == FLOW_VACANCY_FREE)
				continue;
			vacancy->kind =
			    FLOW_VACANCY_FREE; /* the first one: flows of a bucket lie close together */
			vacancy->place = i;
			vacancy->state = state;
		} else {
			vacancy->used++;
			if (!(SHUNT_FLOW_FLAGS_OF(state) & SHUNT_FLOW_UNCONFIRMED))
				continue;
			vacancy->unconfirmed++;
			if (vacancy->kind == FLOW_VACANCY_FREE || (vacancy->kind && age <= oldest))
				continue;
			vacancy->kind = FLOW_VACANCY_EVICT;
			vacancy->place = i;
			vacancy->state = state;
			oldest = age;
		}
	}
	return 1;
}

/* Whether this CPU may record another flow in this second of the machine's clock. */
static __always_inline int flow_rate_allows(struct shunt_flow_counters *counters)
{
	__u64 second = bpf_ktime_get_coarse_ns() >> 30;

	if (only_looks())
		return counters->second != second || counters->in_second < *(volatile __u32 *)&control.new_flows;
	if (counters->second != second) {
		counters->second = second;
		counters->in_second = 0;
	}
	if (counters->in_second >= *(volatile __u32 *)&control.new_flows)
		return 0;
	counters->in_second++;
	return 1;
}

static __always_inline int flow_vacancy_suits(const struct flow_vacancy *vacancy, int unconfirmed)
{
	if (unconfirmed)
		return vacancy->kind == FLOW_VACANCY_FREE && vacancy->unconfirmed < SHUNT_MAX_UNCONFIRMED;
	return vacancy->kind != FLOW_VACANCY_NONE;
}

/* Records a flow that is not in the table with this state. Returns 0 if it found no place or may not have one:
 * counted. */
__noinline int flow_record(struct flow_query *query, __u64 state)
{
	struct flow_vacancy first, second, *chosen = &first;
	struct shunt_flow_counters *counters;
	struct shunt_flow_names *names;
	struct shunt_flow *flow;
	__u32 zero = 0, bucket;
	int unconfirmed = SHUNT_FLOW_FLAGS_OF(state) & SHUNT_FLOW_UNCONFIRMED;

	counters = bpf_map_lookup_elem(&flow_stats, &zero);
	if (!query || !counters)
		return 0;
	if (!flow_rate_allows(counters)) {
		if (!only_looks())
			counters->refused_rate++;
		return 0;
	}
	if (!flow_survey(&first, flow_bucket_of(query->tag >> 32), query->clock) ||
	    !flow_survey(&second, flow_bucket_of(query->tag), query->clock))
		return 0;
	/* A free place before one that costs another flow its own. Then the first bucket, where it is found with
	 * one look, until that is half full; then the emptier one. */
	if (!flow_vacancy_suits(&first, unconfirmed) ||
	    (flow_vacancy_suits(&second, unconfirmed) &&
	     (second.kind > first.kind || (second.kind == first.kind && first.used >= SHUNT_FLOWS_PER_BUCKET / 2 &&
	                                   second.used < first.used))))
		chosen = &second;
	if (only_looks())
		return flow_vacancy_suits(chosen, unconfirmed);
	bucket = chosen->bucket;
	flow = flow_at(bucket, chosen->place);
	names = bpf_map_lookup_elem(&flow_names, &bucket);
	if (!flow || !names || !flow_vacancy_suits(chosen, unconfirmed) ||
	    !__sync_bool_compare_and_swap(&flow->state, chosen->state, SHUNT_FLOW_CLAIMED)) {
		counters->refused_full++;
		return 0;
	}
	if (chosen->kind == FLOW_VACANCY_EVICT) {
		counters->evicted++;
		flow_load_add(chosen->state, -1);
	}
	flow->tag = query->tag;
	names->names[chosen->place & (SHUNT_FLOWS_PER_BUCKET - 1)] = query->name;
	__sync_lock_test_and_set(&flow->state, state); /* after all that it stands for, on every machine */
	counters->recorded++;
	flow_load_add(state, 1);
	return 1;
}

#endif
