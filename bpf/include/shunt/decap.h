/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the decapsulating program and `shunt decap` exchange through maps. Compiled by clang for BPF and by g++. */
#ifndef SHUNT_DECAP_H
#define SHUNT_DECAP_H

#include "abi.h"

/* Changes whenever the meaning or layout of a pinned map of `shunt decap` changes. */
#define SHUNT_DECAP_ABI_VERSION 1

/* What became of a frame. Each frame that the program saw is in exactly one row of `decap_stats`.
 * Append only: a number, once released, keeps its meaning.
 * X(number, NAME, name, verdict, text): verdict PASS leaves the frame as it came, unless it was decapsulated. */
#define SHUNT_DECAP_RESULTS(X)                                                                                    \
	X(1, NOT_OURS, not_ours, PASS, "no tunnelled packet to an address of this host")                          \
	X(2, IPIP, decapsulated_ipip, PASS, "IP in IP: passed to the host without the outer header")              \
	X(3, GUE, decapsulated_gue, PASS, "GUE: passed to the host without the outer headers")                    \
	X(4, OUTER_FRAGMENT, outer_fragment, PASS,                                                                \
	  "a fragment of a tunnelled packet: raise the MTU between Shunt and this host")                          \
	X(5, OUTER_INVALID, outer_invalid, PASS, "outer IP or UDP header with a wrong length or checksum")        \
	X(6, GUE_UNSUPPORTED, gue_unsupported, PASS,                                                              \
	  "GUE control message, or a flag or protocol that is not known here")                                    \
	X(7, INNER_INVALID, inner_invalid, PASS, "what the outer header announces as an IP packet is none")       \
	X(8, SOURCE_NOT_ALLOWED, source_not_allowed, PASS, "the outer source is in no --from prefix")             \
	X(9, DESTINATION_NOT_ALLOWED, destination_not_allowed, PASS,                                              \
	  "the inner destination is in no --vip prefix")                                                          \
	X(10, CONGESTION_LOST, congestion_lost, DROP,                                                             \
	  "congestion marked outside, and an inner packet that cannot carry the mark (RFC 6040, 4.2)")            \
	X(11, CANNOT_SHRINK, cannot_shrink, DROP, "the kernel refused to shorten the frame: report this as a bug")

enum shunt_decap_result {
	SHUNT_DECAP_NONE = 0, /* not decided yet; its row stays zero */
#define SHUNT_DECAP_ENUM(number, NAME, name, verdict, text) SHUNT_DECAP_##NAME = number,
	SHUNT_DECAP_RESULTS(SHUNT_DECAP_ENUM)
#undef SHUNT_DECAP_ENUM
	    SHUNT_DECAP_RESULT_LIMIT = 32 /* rows of `decap_stats`: room to append */
};

/* Key of the prefix maps `decap_sources` and `decap_vips`, as BPF_MAP_TYPE_LPM_TRIE wants it. */
struct shunt_prefix {
	__u32 length; /* bits of the 16-byte address: IPv4 /n is 96 + n */
	struct shunt_address address;
} __attribute__((packed, aligned(4)));
SHUNT_ASSERT_SIZE(shunt_prefix, 20);

#endif
