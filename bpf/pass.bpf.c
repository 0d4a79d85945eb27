// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* XDP_PASS. veth and igb deliver frames that XDP sent or redirected only if the receiving end has a program too,
 * so the far ends of Shunt's links in the namespace lab get this one. The controller loads it to learn whether
 * this kernel lets a program of type EXT replace another, which is what libxdp's dispatcher stands on. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
