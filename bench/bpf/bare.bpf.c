// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The least that a program can do: what others are compared with. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} port SEC(".maps");

/* Frames that `count` has taken. Live runs use one CPU. */
__u64 counted;

SEC("xdp")
int transmit(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

SEC("xdp")
int redirect(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect_map(&port, 0, XDP_DROP);
}

SEC("xdp")
int count(struct xdp_md *ctx)
{
	(void)ctx;
	counted++;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
