// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Gives the program under test a frame without room in front of it, as a driver without XDP headroom would. The
 * first START bytes of the frame move to the very beginning of its buffer; what follows them is padding. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define START    128
#define HEADROOM 216 /* XDP_PACKET_HEADROOM less sizeof(struct xdp_frame) */

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} subject SEC(".maps");

SEC("xdp")
int no_headroom(struct xdp_md *ctx)
{
	__u8 start[START];

	if (bpf_xdp_load_bytes(ctx, 0, start, START) || bpf_xdp_adjust_head(ctx, -HEADROOM) ||
	    bpf_xdp_store_bytes(ctx, 0, start, START))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &subject, 0);
	return XDP_ABORTED;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
