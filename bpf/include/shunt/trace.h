/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the observing program (observe.bpf.c) tells of packets: the way of one, and captured ones.
 *
 * It is the forwarding program, compiled a second time with traces kept. Loaded with `observe_only` it changes
 * nothing that lasts: no counter, no flow, no turn; that is how `shunt explain` asks what would become of a
 * packet. Loaded without, and put in the forwarding program's place, it does what that does, and writes what
 * shunt_capture_filter lets through into the ring buffer `captured`. */
#ifndef SHUNT_TRACE_H
#define SHUNT_TRACE_H

#include "abi.h"

/* What of a trace holds. */
#define SHUNT_TRACE_PACKET  1u  /* l3_length, client */
#define SHUNT_TRACE_SERVICE 2u  /* service, hash, rule */
#define SHUNT_TRACE_SLOT    4u  /* slot, slot_number */
#define SHUNT_TRACE_BACKEND 8u  /* backend_row, backend */
#define SHUNT_TRACE_FLOW    16u /* flow: the packet's flow was in the table */

/* Why the packet goes to this backend. */
enum shunt_choice {
	SHUNT_CHOICE_NONE = 0,
	SHUNT_CHOICE_SLOT = 1,        /* the slot has not changed: its backend */
	SHUNT_CHOICE_RECORDED = 2,    /* the flow is in the table */
	SHUNT_CHOICE_NEW_BY_SLOT = 3, /* a new flow: the slot's `current` */
	SHUNT_CHOICE_NEW_IN_TURN = 4, /* a new flow: the next one in turn */
	SHUNT_CHOICE_NEW_BY_LOAD = 5, /* a new flow: the less loaded of two */
	SHUNT_CHOICE_UNRECORDED = 6,  /* no new flow, and not in the table: it began before the slot changed */
	SHUNT_CHOICE_NEW_NO_PLACE =
	    7, /* a new flow that found no place in the table: goes where the old ones do */
	SHUNT_CHOICE_UDP_STATELESS = 8, /* the slot's `current`, whatever was before */
};

/* The way of one packet: the row of this CPU in `traces`, zeroed when a packet comes in. */
struct shunt_trace {
	struct shunt_address client;
	__u64 hash;             /* flow_hash() */
	__u64 flow;             /* state of the flow's place in the table: SHUNT_FLOW_STATE */
	struct shunt_slot slot; /* as it was read */
	__u32 steps;            /* SHUNT_TRACE_* */
	__u32 slot_number;      /* in the service's table */
	__u32 service;          /* its id */
	__u32 rule;             /* row in `rules`, counted from 1; 0: an exact key */
	__u32 backend_row;      /* in `backends`; 0: none */
	__u32 backend;          /* its id; 0: none */
	__u32 l3_length;        /* of the IP packet as it came, in bytes */
	__u32 action;
	__u32 reason;
	__u8 choice; /* enum shunt_choice */
	__u8 pad[3];
	/* Of a capture. */
	__u32 length; /* of the frame as it came */
	__u32 kept;   /* bytes of it that lie in the scratch, because it was about to change */
	__u32 tail_pad[2];
};
SHUNT_ASSERT_SIZE(shunt_trace, 96);

#define SHUNT_CAPTURE_HEADERS 192  /* bytes of each frame that are captured, unless all are asked for */
#define SHUNT_CAPTURE_BYTES   4096 /* at most: XDP frames that lie in one page are shorter */

/* Which packets are captured; the one row of `capture_filter`. All that is not 0 must hold. */
struct shunt_capture_filter {
	__u64 until;   /* CLOCK_MONOTONIC_COARSE in ns: nothing is captured from then on; stored in place */
	__u64 reasons; /* bit per enum shunt_reason */
	struct shunt_address client; /* leading client_bits of the source address; the others zero */
	__u32 client_bits;           /* of 16 bytes */
	__u32 with_service;          /* 1: only packets of `service` */
	__u32 service;               /* its id */
	__u32 backend;               /* its id */
	__u32 actions;               /* bit per XDP action */
	__u32 all;                   /* 0: only what concerns a service: has one, or a reason */
	__u32 sample;                /* one of so many */
	__u32 per_second;            /* at most so many, on all CPUs together */
	__u32 bytes;                 /* of each frame: 1 to SHUNT_CAPTURE_BYTES */
	__u32 pad;
};
SHUNT_ASSERT_SIZE(shunt_capture_filter, 72);

/* What became of packets that the filter let through; the one row of `capture_stats`, per CPU. */
struct shunt_capture_stats {
	__u64 matched;
	__u64 sampled_out; /* not the one of `sample` */
	__u64 limited;     /* more than `per_second` */
	__u64 lost;        /* the ring buffer was full: its reader is slow */
};
SHUNT_ASSERT_SIZE(shunt_capture_stats, 32);

/* A packet in `captured`, followed by `kept` bytes of the frame as it came, and `left` bytes of it as it went. */
struct shunt_captured {
	__u64 at; /* CLOCK_MONOTONIC, ns */
	__u32 ingress;
	__u32 egress; /* ifindex; 0: none */
	__u32 queue;  /* of the ingress */
	__u32 cpu;
	__u32 action;
	__u32 reason;
	__u32 steps;   /* SHUNT_TRACE_*: whether service and backend are known */
	__u32 service; /* id */
	__u32 backend; /* id; 0: none */
	__u32 length;  /* of the frame as it came */
	__u32 kept;
	__u32 length_left; /* of the frame as it went; 0: it did not go on */
	__u32 left;
	__u8 choice; /* enum shunt_choice */
	__u8 pad[3];
};
SHUNT_ASSERT_SIZE(shunt_captured, 64);

#endif
