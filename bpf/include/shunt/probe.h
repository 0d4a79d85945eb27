/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs of the probes and the controller share. A probe is a packet of an ordinary socket in a network
 * namespace of the controller's own. Its mark names a row of `probe_targets`; on the way out of the namespace the
 * mark goes into the destination's MAC address, by which the program at the other end of the veth pair finds the
 * row, and sends the packet as the forwarding program would send a client's to that backend. */
#ifndef SHUNT_PROBE_H
#define SHUNT_PROBE_H

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The way to one backend for one VIP. Row n serves the mark n; no packet has the mark 0. */
struct shunt_probe_target {
	struct shunt_backend backend;   /* `id` and `next_hop` are unused */
	struct shunt_next_hop next_hop; /* mtu 0: unresolved */
	__u8 pad[32];
};
SHUNT_ASSERT_SIZE(shunt_probe_target, 128);

/* The MAC address of the inner end of the pair, which answers get. Locally administered. */
#define SHUNT_PROBE_MAC                                                                                           \
	{                                                                                                         \
		0x02, 0x73, 0x68, 0x75, 0x6e, 0x74                                                                \
	}

/* Rows of `probe_stats`: what became of frames. */
enum shunt_probe_result {
	SHUNT_PROBE_SENT = 0,
	SHUNT_PROBE_ANSWERED,   /* came back, into the namespace */
	SHUNT_PROBE_UNMARKED,   /* of no probe: what the namespace says by itself */
	SHUNT_PROBE_UNRESOLVED, /* no way to the backend just now */
	SHUNT_PROBE_TOO_BIG,    /* with its outer header, for the egress */
	SHUNT_PROBE_FAILED,     /* no headroom, or no IP packet */
	SHUNT_PROBE_RESULTS
};

#ifdef __cplusplus
}
#endif

#endif
