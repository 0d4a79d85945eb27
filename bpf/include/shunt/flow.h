/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The flow table as it lies in memory: a hash table of buckets, two for each flow to choose from.
 *
 * `flows` holds what packets compare and change, `flow_names` what people want to know, row by row the same flow.
 * A flow is found by its tag, a 64-bit hash of addresses, ports and protocol under keys that nobody else knows:
 * the odds that two of a million flows share one are 1 in 10^7, and nobody can look for them. The first bucket is
 * the high half of the tag scaled to the number of buckets, the second the low half. A flow is recorded in the
 * first until that is half full, so that most are found with one look, then in the emptier of both: at three
 * quarters full, two choices of eight places leave one flow in 40,000 without a place (Azar et al., "Balanced
 * allocations", SIAM J. Comput. 1999; bench/ measures it).
 *
 * `state` changes by compare-and-swap only: program and sweep share the table without locks. A place is taken by
 * swapping what was there for SHUNT_FLOW_CLAIMED, then `tag` is written, then the state. */
#ifndef SHUNT_FLOW_H
#define SHUNT_FLOW_H

#include "abi.h"

#define SHUNT_FLOWS_PER_BUCKET 8

/* At most so many places of a bucket are taken by flows of which only a SYN has been seen. */
#define SHUNT_MAX_UNCONFIRMED 4

struct shunt_flow {
	__u64 tag;
	__u64 state; /* 0: free; else SHUNT_FLOW_STATE */
};
SHUNT_ASSERT_SIZE(shunt_flow, 16);

struct shunt_flow_bucket {
	struct shunt_flow flows[SHUNT_FLOWS_PER_BUCKET];
};
SHUNT_ASSERT_SIZE(shunt_flow_bucket, 128);

/* Written before the flow's state is; never read by packets. */
struct shunt_flow_name {
	struct shunt_address source;
	struct shunt_address destination;
	__u32 ports;   /* source and destination port as they lie in memory */
	__u32 slot;    /* of its service's table */
	__u32 service; /* its id */
	__u8 protocol;
	__u8 pad[3];
};
SHUNT_ASSERT_SIZE(shunt_flow_name, 48);

struct shunt_flow_names {
	struct shunt_flow_name names[SHUNT_FLOWS_PER_BUCKET];
};
SHUNT_ASSERT_SIZE(shunt_flow_names, 384);

/* A state: bits 0 to 23 the id of the backend, 24 to 31 flags, 32 to 63 control.clock when last seen. */
#define SHUNT_FLOW_UNCONFIRMED                  1u /* a SYN, and nothing after it */
#define SHUNT_FLOW_CLOSING                      2u /* a FIN or RST was seen */
#define SHUNT_FLOW_UDP                          4u
#define SHUNT_FLOW_FLAGS                        7u /* mask of the above: index of control.flow_idle */
#define SHUNT_FLOW_MAX_BACKEND                  0xffffffu
#define SHUNT_FLOW_STATE(backend, flags, clock) ((__u64)(clock) << 32 | (__u64)(flags) << 24 | (backend))
#define SHUNT_FLOW_BACKEND(state)               ((__u32)(state)&SHUNT_FLOW_MAX_BACKEND)
#define SHUNT_FLOW_FLAGS_OF(state)              ((__u32)(state) >> 24)
#define SHUNT_FLOW_CLOCK(state)                 ((__u32)((state) >> 32))
#define SHUNT_FLOW_CLAIMED                      ((__u64)0x80 << 24) /* being written: no flow yet */

/* A row of `backend_flows`, by the id of the backend. */
struct shunt_backend_flows {
	__u32 row; /* in `backends`; 0: the backend is gone, no flow stays with it. Stored in place */
	__u32
	    load; /* live flows: written by the sweep, kept up to date in between by what is recorded and closes */
};
SHUNT_ASSERT_SIZE(shunt_backend_flows, 8);

/* What happened to the table; the one row of `flow_stats`, per CPU. */
struct shunt_flow_counters {
	__u64 recorded;     /* flows that got a place */
	__u64 confirmed;    /* of those begun by a SYN: a packet after it was seen */
	__u64 restarted;    /* a SYN on the tuple of a recorded flow: it begins anew */
	__u64 evicted;      /* unconfirmed flows that gave their place to a confirmed one */
	__u64 refused_full; /* not recorded: both buckets are full */
	__u64 refused_rate; /* not recorded: more than control.new_flows in this second on this CPU */
	__u64 second;       /* of the machine's clock, that in_second counts */
	__u64 in_second;
};
SHUNT_ASSERT_SIZE(shunt_flow_counters, 64);

#endif
