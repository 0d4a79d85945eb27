// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Gives a program under test the same frame in every round, which BPF_PROG_TEST_RUN with a repeat count does not:
 * without this, from the second round on an encapsulating program would see what it has itself written. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "frame.bpf.h"

/* Whether the head is moved also by 0. Then its cost is in every measurement, and the difference between the
 * program under test and a trivial one has none of it; else whoever moves the head also pays for moving it back.
 */
const volatile __u8 always_move_head = 1;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} subject SEC(".maps");

SEC("xdp")
int rearm(struct xdp_md *ctx)
{
	int moved = (int)(ctx->data_end - ctx->data) - (int)frame_length;

	if ((always_move_head || moved) && bpf_xdp_adjust_head(ctx, moved))
		return XDP_ABORTED;
	if ((void *)(long)ctx->data + FRAME_WRITTEN > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	frame_write((void *)(long)ctx->data);
	bpf_tail_call(ctx, &subject, 0);
	return XDP_ABORTED;
}

/* A source of live frames: each goes out of the interface that the run names as its ingress. */
SEC("xdp")
int generate(struct xdp_md *ctx)
{
	if ((void *)(long)ctx->data + FRAME_WRITTEN > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	frame_write((void *)(long)ctx->data);
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
