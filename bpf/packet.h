/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the parsers learn of a packet, and the cursor that they share. */
#ifndef SHUNT_BPF_PACKET_H
#define SHUNT_BPF_PACKET_H

#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "shunt/abi.h"

/* The unread rest of a frame: `at` moves on, `end` is one past the last byte. */
struct cursor {
	void *at;
	void *end;
};

/* What a parser found. Values from 1 to SHUNT_REASON_LIMIT are an enum shunt_reason that applies only if the
 * destination turns out to be a VIP: whose packet it is must be known before it may be dropped or counted. */
enum parse_result {
	PARSE_OK = 0,
	PARSE_NOT_OURS = SHUNT_REASON_LIMIT, /* to the host, without a word */
	PARSE_PROBE_ANSWER,                  /* ICMP that answers a probe of the controller */
};

/* Constant in each of the two copies that the compiler makes of the way through the program. */
enum family {
	FAMILY_IPV4 = 0,
	FAMILY_IPV6 = 1,
};

struct packet {
	struct shunt_address source;
	struct shunt_address destination;
	__u32 ports;        /* source and destination port as they lie in memory */
	__u32 l3_length;    /* of the IP packet, by its own header: padding behind it does not count */
	__u32 l4_length;    /* of TCP or UDP header and payload */
	__u32 l3_offset;    /* of the IP header in the frame */
	__u8 protocol;      /* IPPROTO_TCP, IPPROTO_UDP, or what else the last header announces */
	__u8 traffic_class; /* DSCP and ECN */
	__u8 hop_limit;     /* TTL or hop limit as received */
	__u8 fragment;      /* first fragment: ports are there, the rest of the packet is not */
};

/* Whether the frame has `size` more bytes: to be asked before each cursor_take. */
static __always_inline int cursor_has(const struct cursor *cursor, __u32 size)
{
	return cursor->at + size <= cursor->end;
}

/* The next `size` bytes; the cursor moves behind them. Apart from cursor_has, so that no NULL is made only to be
 * compared with. */
static __always_inline void *cursor_take(struct cursor *cursor, __u32 size)
{
	void *header = cursor->at;

	cursor->at += size;
	return header;
}

/* The leading `length` (0 to 64) bits of a word in network order. */
static __always_inline __u64 word_prefix(__u64 word, __u32 length)
{
	return length ? word & bpf_cpu_to_be64(~0ull << (64 - length)) : 0;
}

static __always_inline __be16 packet_destination_port(const struct packet *packet)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return packet->ports >> 16;
#else
	return packet->ports & 0xffff;
#endif
}

#endif
