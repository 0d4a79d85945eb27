/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Walking extension headers outside the way that most packets take. */
#ifndef SHUNT_BPF_IPV6_EXTENSIONS_H
#define SHUNT_BPF_IPV6_EXTENSIONS_H

#include <linux/bpf.h>

#include "ipv6.h"

/* Extension headers are rare: a global function, checked once by the verifier, out of the fast way's code. Returns
 * struct ipv6_chain packed into a number, which is all that global functions may return. */
__noinline __u64 ipv6_extensions(struct xdp_md *ctx, __u32 offset, __u32 available, __u32 protocol)
{
	struct cursor cursor = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	struct ipv6_chain chain;

	cursor.at += offset & 0xff; /* verifier: Ethernet, tags and the fixed header end before byte 255 */
	chain = ipv6_chain_parse(cursor, available, protocol);
	return (__u64)chain.length << 32 | chain.result << 16 | chain.fragment << 8 | chain.protocol;
}

/* Moves the cursor from the first extension header behind the last, and tells `packet` what follows there. Returns
 * enum parse_result. */
static __always_inline int ipv6_skip_extensions(struct xdp_md *ctx, struct cursor *cursor, struct packet *packet)
{
	__u32 offset = cursor->at - (void *)(long)ctx->data;
	__u64 chain = ipv6_extensions(ctx, offset, packet->l4_length, packet->protocol);
	__u32 length = chain >> 32 & 0x3fff; /* at most 6 * 2,048 bytes */

	packet->protocol = chain;
	packet->fragment = chain >> 8;
	packet->l4_length -= length;
	cursor->at += length;
	return chain >> 16 & 0xff;
}

#endif
