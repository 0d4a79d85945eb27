/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writes the first FRAME_WRITTEN bytes of a frame from a template, each time with another flow. */
#ifndef SHUNT_BENCH_FRAME_H
#define SHUNT_BENCH_FRAME_H

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define FRAME_WRITTEN 64

/* Constants once loaded. */
const volatile __u32 frame_length = FRAME_WRITTEN; /* of the whole frame; what is behind the template stays */
const volatile __u32 flow_mask = 0;                /* flows less one; flows: a power of two, at most 2^20 */
const volatile __u8 frame_is_ipv6 = 0;

/* Untagged Ethernet, IP without options, TCP or UDP. The last byte of the source address is 0; the source port has
 * 2^12 ports above it. */
__u8 frame_template[FRAME_WRITTEN] __attribute__((aligned(8)));

__u32 frame_number;

#define FRAME_COPY(type, offset) (*(type *)(at + (offset)) = *(type *)(frame_template + (offset)))

/* An odd factor makes a permutation of 2^k: each flow comes once before any comes again. */
static __always_inline __u32 flow_next(void)
{
	return frame_number++ * 2654435761u & flow_mask;
}

/* Flow n: the low 8 bits go to the source address, the other 12 to the source port. No store ends inside a field
 * that a program reads with one load: such a load would wait until both stores have left the store buffer, which a
 * frame that a NIC has written never makes it do. */
static __always_inline void frame_write(void *at)
{
	__u32 flow = flow_next();
	__be32 port = bpf_htonl(flow >> 8 << 16);

	FRAME_COPY(__u64, 0);
	FRAME_COPY(__u32, 8);
	FRAME_COPY(__u16, 12);
	FRAME_COPY(__u64, 14);
	if (frame_is_ipv6) {
		FRAME_COPY(__u64, 22);
		*(__u64 *)(at + 30) = *(__u64 *)(frame_template + 30) | bpf_cpu_to_be64(flow & 0xff);
		FRAME_COPY(__u64, 38);
		FRAME_COPY(__u64, 46);
		*(__be32 *)(at + 54) = *(__be32 *)(frame_template + 54) + port;
	} else {
		FRAME_COPY(__u32, 22);
		*(__be32 *)(at + 26) = *(__be32 *)(frame_template + 26) | bpf_htonl(flow & 0xff);
		FRAME_COPY(__u32, 30);
		*(__be32 *)(at + 34) = *(__be32 *)(frame_template + 34) + port;
		FRAME_COPY(__u32, 38);
		FRAME_COPY(__u64, 42);
		FRAME_COPY(__u64, 50);
	}
	FRAME_COPY(__u32, 58);
	FRAME_COPY(__u16, 62);
}

#endif
