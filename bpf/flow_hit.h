/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What almost all packets of changed slots need: the backend of a flow that is recorded, with nothing to change
 * but its time. */
#ifndef SHUNT_BPF_FLOW_HIT_H
#define SHUNT_BPF_FLOW_HIT_H

#include <linux/tcp.h>

#include "flow.h"
#include "flow_table.h"

/* The flow's place in a bucket of `flows`, or NULL. */
static __always_inline struct shunt_flow *flow_seek(__u32 bucket, __u64 tag)
{
	struct shunt_flow_bucket *row = bpf_map_lookup_elem(&flows, &bucket);

	if (!row)
		return 0;
#pragma unroll
	for (__u32 i = 0; i < SHUNT_FLOWS_PER_BUCKET; i++)
		if (row->flows[i].tag == tag)
			return &row->flows[i];
	return 0;
}

/* The row in `backends` of a recorded flow of which this is one more packet, or 0: then flow_backend() decides.
 * What almost all packets of changed slots need, without more than that. */
__noinline __u32 flow_hit(__u64 tag, __u32 tcp_flags)
{
	struct shunt_flow *flow = flow_seek(flow_bucket_of(tag >> 32), tag);
	__u32 clock = *(volatile __u32 *)&control.clock;
	__u64 state;

	if (!flow)
		flow = flow_seek(flow_bucket_of(tag), tag);
	if (!flow)
		return 0;
	state = *(volatile __u64 *)&flow->state;
	/* Nothing to change but the time: recorded, confirmed, not ending. */
	if (tcp_flags || !SHUNT_FLOW_BACKEND(state) ||
	    SHUNT_FLOW_FLAGS_OF(state) & ~(SHUNT_FLOW_UDP | SHUNT_FLOW_CLOSING))
		return 0;
	if (SHUNT_FLOW_CLOCK(state) != clock) {
		if (flow_is_over(state, clock))
			return 0;
		if (!only_looks())
			__sync_bool_compare_and_swap(&flow->state, state, (__u32)state | (__u64)clock << 32);
	}
	trace_flow(state);
	trace_choice(SHUNT_CHOICE_RECORDED);
	return flow_backend_row(state);
}

/* FLOW_TCP_* of the TCP header at the cursor, which is known to be whole. */
static __always_inline __u32 flow_tcp_flags(const struct cursor *cursor)
{
	const struct tcphdr *tcp = cursor->at;

	return (tcp->syn && !tcp->ack ? FLOW_TCP_BEGINS : 0) | (tcp->fin || tcp->rst ? FLOW_TCP_ENDS : 0);
}

#endif
