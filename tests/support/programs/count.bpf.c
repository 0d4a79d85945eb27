// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts frames of IEEE 802's EtherType for local experiments, and nothing else, under the mark of this instance:
 * which instance saw a frame, and whether each was seen by one. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETHERTYPE_EXPERIMENT 0x88b5

const volatile __u32 mark = 0;
const volatile __u32 verdict = XDP_DROP;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} frames SEC(".maps");

SEC("xdp")
int shunt_count(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	__u32 key = mark;
	__u64 *count;

	if ((void *)(ethernet + 1) > end || ethernet->h_proto != bpf_htons(ETHERTYPE_EXPERIMENT))
		return XDP_PASS;
	count = bpf_map_lookup_elem(&frames, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	return verdict;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
