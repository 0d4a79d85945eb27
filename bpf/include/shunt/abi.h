/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What BPF programs and controller exchange through maps. Compiled by clang for BPF and by g++.
 *
 * Everything here is fixed width, explicitly padded, and zero where unused. Rows are written once, before they
 * are reachable, and are then immutable but for the fields marked "stored in place", which are naturally
 * aligned and at most 8 bytes, so that a packet reads the old value or the new one.
 *
 * A packet's way through the maps (docs/maps.md):
 *   control.active -> service_index[half] (key: VIP, port, protocol) -> slots -> backends -> next_hops
 *                     |  no exact key: VIP row by prefix length -> rules by port ^
 * and, for a slot that has changed, -> flows -> backend_flows -> backends: shunt/flow.h.
 */
#ifndef SHUNT_ABI_H
#define SHUNT_ABI_H

#include <linux/types.h>

#include "limits.h"
#include "reasons.h"

/* Changes whenever the meaning or layout of any map changes. */
#define SHUNT_ABI_VERSION 3

#ifdef __cplusplus
#define SHUNT_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define SHUNT_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#define SHUNT_ASSERT_SIZE(type, size)                                                                             \
	SHUNT_ASSERT(sizeof(struct type) == (size), #type " must have " #size " bytes")
#define SHUNT_ASSERT_OFFSET(type, member, offset)                                                                 \
	SHUNT_ASSERT(__builtin_offsetof(struct type, member) == (offset), #type "." #member " must be "           \
	                                                                        "at " #offset)

/* An address of either family in network byte order; IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). */
struct shunt_address {
	union {
		__u8 bytes[16];
		__be32 words[4];
		__u64 halves[2];
	};
};
SHUNT_ASSERT_SIZE(shunt_address, 16);

/* What a packet needs of the service that it belongs to. */
struct shunt_service {
	__u32 slots_offset;    /* first row of the service's table in `slots` */
	__u32 slots_count;     /* a prime; 0: no backend (row 0 of `slots` and `backends` stands for "none") */
	__u32 backends_offset; /* row in `backends` of position 0, which is none */
	__u32 id;              /* row in `service_drops`; stable over reloads */
	__u8 forwarding;       /* enum shunt_forwarding */
	__u8 scheduler;        /* enum shunt_scheduler; SHUNT_WATCHES_SYNS may be set */
	__u8 source_bits;      /* SHUNT_SCHEDULE_SOURCE: how many bits of the client's 16-byte address count */
	__u8 udp_stateless;    /* UDP goes where its slot says, also after a change */
	__u8 pad[12];
};
SHUNT_ASSERT_SIZE(shunt_service, 32);

/* What chooses the backend of a new flow. All but the first leave the fast way. */
enum shunt_scheduler {
	SHUNT_SCHEDULE_FLOW = 0,              /* the slot of the flow hash */
	SHUNT_SCHEDULE_SOURCE = 1,            /* the slot of a hash of the client's address or network */
	SHUNT_SCHEDULE_ROUND_ROBIN = 2,       /* the next slot in turn; every flow is recorded */
	SHUNT_SCHEDULE_LEAST_CONNECTIONS = 3, /* of two hashed slots the less loaded; every flow is recorded */
};

/* SYNs of the service's clients are counted (passive health). In the byte of the scheduler, so that one look at
 * that tells whether the fast way does. */
#define SHUNT_WATCHES_SYNS            0x80
#define SHUNT_SCHEDULER_OF(scheduler) ((scheduler)&0x7f)

enum shunt_forwarding {
	SHUNT_FORWARD_IPIP = 1, /* RFC 2003, RFC 2473, RFC 4213: the outer family is the backend's */
	SHUNT_FORWARD_GUE = 2,  /* draft-ietf-intarea-gue, variant 1: IP directly in UDP */
	SHUNT_FORWARD_L2 = 3,   /* new MAC addresses only */
};

enum shunt_row_kind {
	SHUNT_ROW_EMPTY = 0,
	SHUNT_ROW_EXACT = 1, /* one address, one port, one protocol: the fast way */
	SHUNT_ROW_VIP = 2,   /* an address or prefix: its port rules, and "this address is a VIP" */
};

/* The key of an index row. Compared as three 8-byte words. */
struct shunt_key {
	struct shunt_address vip; /* host bits zero */
	__be16 port;              /* 0 in VIP rows */
	__u8 protocol;            /* IPPROTO_TCP or IPPROTO_UDP; 0 in VIP rows */
	__u8 kind;                /* enum shunt_row_kind */
	__u8 prefix_length;       /* bits of the 16-byte address: 128 for one address, 96 + n for IPv4 /n */
	__u8 pad[3];
};
SHUNT_ASSERT_SIZE(shunt_key, 24);

/* A row of `service_index`: a cuckoo hash of two places per key (index_hash.h). The map holds SHUNT_GENERATIONS
 * halves of (index_mask + 1) rows each. */
struct shunt_index_row {
	struct shunt_key key;
	__u32 displaced; /* not 0: some key whose first place is this row lives in its second place */
	__u32 pad;
	union {
		struct shunt_service service; /* SHUNT_ROW_EXACT */
		__extension__ struct {        /* SHUNT_ROW_VIP; __extension__: g++ -Wpedantic */
			__u32 rules_offset;   /* row in `rules`, counted from the start of the generation's half */
			__u32 rules_count;    /* 0: all ports of this VIP are exact keys */
			__u8 vip_pad[24];
		};
	};
};
SHUNT_ASSERT_SIZE(shunt_index_row, 64);
SHUNT_ASSERT_OFFSET(shunt_index_row, service, 32);

/* A row of `rules`: the service of a range of ports. The rules of a VIP are sorted by (protocol, first_port)
 * and do not overlap: what is nested in the configuration is cut into pieces. A packet that found no exact key
 * tries the VIP rows of the lengths in rules_lengths, longest first, and stops at the first row that it finds,
 * also one without rules. Hence every VIP inherits what it leaves open from the shorter prefix around it; one that
 * adds no ranges to it names the same rows. Exact keys are found before any rule, and need none. */
struct shunt_rule {
	__u16 first_port; /* host byte order, inclusive */
	__u16 last_port;
	__u8 protocol;
	__u8 pad[3];
	struct shunt_service service;
	__u8 tail_pad[8];
};
SHUNT_ASSERT_SIZE(shunt_rule, 48);
SHUNT_ASSERT_OFFSET(shunt_rule, service, 8);

/* A slot of a service's table: positions in the service's block of backends; 0: none. `current` takes new flows,
 * `previous` those that began before the slot's last change; equal in steady state, in which packets touch no
 * flow. Stored in place, as one 8-byte word, and read so. */
struct shunt_slot {
	__u32 current;
	__u32 previous; /* SHUNT_SLOT_* may be set */
};
SHUNT_ASSERT_SIZE(shunt_slot, 8);
#define SHUNT_SLOT_TRACKED  0x80000000u /* consult the flow table even if current equals previous */
#define SHUNT_SLOT_SETTLED  0x40000000u /* all live UDP flows of before are recorded: an unknown one is new */
#define SHUNT_SLOT_POSITION 0x3fffffffu

/* A backend of one service: one cache line. Row 0, and the first row of each service's block, is "none". */
struct shunt_backend {
	struct shunt_address source; /* outer source, of the family of `destination`; host bits of a prefix zero */
	struct shunt_address destination; /* the backend; outer destination if something is encapsulated */
	__be32 source_entropy;            /* mask of the source's last 32 bits that the flow hash fills */
	__u16 checksum;      /* outer IPv4: folded, not inverted sum of its constant words without source */
	__u8 encap;          /* enum shunt_encap */
	__u8 overhead;       /* bytes that the outer headers add behind Ethernet */
	__u32 next_hop;      /* row in `next_hops`; 0: unresolved; stored in place */
	__u32 id;            /* row in `backend_stats`; stable over reloads; not 0 */
	__be16 gue_port;     /* outer UDP destination port */
	__u8 inner_protocol; /* IPPROTO_IPIP or IPPROTO_IPV6, by the VIP's family */
	__u8 tail_pad;
	__u32 weight; /* for new flows: what its share of the slots comes from; stored in place */
	__u8 more_pad[8];
};
SHUNT_ASSERT_SIZE(shunt_backend, 64);
SHUNT_ASSERT_OFFSET(shunt_backend, next_hop, 40);

/* Forwarding with the family of the outer header, ready for one comparison. */
enum shunt_encap {
	SHUNT_ENCAP_NONE = 0, /* l2 */
	SHUNT_ENCAP_IPV4 = 1,
	SHUNT_ENCAP_IPV6 = 2,
	SHUNT_ENCAP_GUE_IPV4 = 3,
	SHUNT_ENCAP_GUE_IPV6 = 4,
};

/* A resolved next hop, shared by all backends behind it. Row 0, all zero, is "unresolved". In global data, which
 * is read without a lookup: this is the last link in the chain of dependent loads. */
struct shunt_next_hop {
	__u8 destination_mac[6];
	__u8 source_mac[6];
	__be16 vlan;   /* tag control information; SHUNT_VLAN_PRESENT decides if it is sent */
	__u16 flags;   /* SHUNT_VLAN_PRESENT */
	__u32 ifindex; /* egress; equal to the ingress: XDP_TX */
	__u32 egress;  /* row of the egress in `interfaces` (devmap) */
	__u32 mtu;     /* bytes from the outer IP header on; 0: unresolved */
	__u32 pad;
};
SHUNT_ASSERT_SIZE(shunt_next_hop, 32);
#define SHUNT_VLAN_PRESENT 1

/* A row of `services`: what a controller that takes over must know of a service and cannot see elsewhere. Row id
 * of each half, as in `service_index`. */
struct shunt_service_record {
	char name[64]; /* ends with a zero; empty: no such service */
	struct shunt_service service;
	__u32 backends_count; /* rows in its block, position 0 included */
	__u32 table_size;     /* slots asked for, also while no backend takes them */
	__u64 seed;           /* of the table */
	__u8 source_prefix;   /* of the VIP's family: SHUNT_SCHEDULE_SOURCE */
	__u8 pad[15];
};
SHUNT_ASSERT_SIZE(shunt_service_record, 128);

/* One half of the double-buffered service lookup. Row f of the arrays: 0 IPv4, 1 IPv6. */
struct shunt_generation {
	__u64 index_seed;       /* key of the index hash; the controller takes another when keys do not fit */
	__u32 number;           /* counts publications */
	__u16 rules_lengths[2]; /* bit i: some VIP row of length prefix_lengths[f][i] has port rules */
	__u8 lengths_count[2];  /* used entries of prefix_lengths[f] */
	__u8 pad[6];
	__u8 prefix_lengths[2][SHUNT_MAX_PREFIX_LENGTHS]; /* as shunt_key.prefix_length, longest first */
	__u64 flow_seed; /* key of the flow hash; instances with the same seed agree */
};
SHUNT_ASSERT_SIZE(shunt_generation, 64);

/* The one row of `control`. */
struct shunt_control {
	__u32 active;           /* 0 or 1: the half that packets read; stored in place: this is the publication */
	__u32 abi_version;      /* at this offset in every version */
	__u32 clock;            /* seconds that a controller has run; stored in place. Flows age by it: they do not
	                         * while no controller runs */
	__u32 new_flows;        /* flows recorded per second and CPU at most; stored in place */
	__u16 probe_first_port; /* host byte order: answers to the probes of the controller go to one of these
	                           ports, */
	__u16 probe_ports;      /* so many from the first on; 0: there are no probes. Stored in place */
	__u8 pad[44];
	struct shunt_generation generations[SHUNT_GENERATIONS];
	__u32 interfaces[SHUNT_MAX_INTERFACES]; /* ifindex in each row of `interfaces` and `iface_stats`; 0: free.
	                                         * Searched from row ifindex mod SHUNT_MAX_INTERFACES on, at most
	                                         * SHUNT_INTERFACE_PROBES rows. Stored in place. */
	__u32 flow_idle[8]; /* seconds of silence after which a recorded flow is over, by its SHUNT_FLOW_* flags */
	__u64
	    flow_keys[8]; /* random; [0] to [4] odd: keys of the flow table's hash, unlike in any other instance */
	struct shunt_address
	    probe_sources[SHUNT_MAX_PROBE_SOURCES]; /* of this host, where probes come from; all
	                                             * zero: none. Stored while probe_ports is 0 */
};
SHUNT_ASSERT_SIZE(shunt_control, 672);
SHUNT_ASSERT_OFFSET(shunt_control, generations, 64);
SHUNT_ASSERT_OFFSET(shunt_control, interfaces, 192);

/* Counters are per CPU: no atomics; the sum over CPUs is the value. Bytes are those
 * of the IP packet as it came in `backend_stats` and `service_drops`, of the whole frame in `reason_stats` and
 * `iface_stats`. */
struct shunt_counter {
	__u64 packets;
	__u64 bytes;
};
SHUNT_ASSERT_SIZE(shunt_counter, 16);

/* A row of `syn_stats`, by the id of the backend: SYNs sent there, of services that watch them. */
struct shunt_syn_counters {
	__u64 first;
	__u64 repeated; /* the same SYN as one before: the client has had no answer */
};
SHUNT_ASSERT_SIZE(shunt_syn_counters, 16);

/* A row of `syns`: the last SYN of those whose flow hash ends alike. */
struct shunt_syn {
	__u64 tag; /* of flow, sequence number and backend; 0: none yet. Any CPU writes it, as one word */
};
SHUNT_ASSERT_SIZE(shunt_syn, 8);

/* A row of `iface_stats`: each frame that the program saw on an interface is in exactly one of them.
 * Row SHUNT_MAX_INTERFACES: frames from interfaces that `control.interfaces` does not know. */
struct shunt_interface_counters {
	struct shunt_counter dropped; /* in the order of enum xdp_action, from XDP_DROP = 1 on */
	struct shunt_counter passed;
	struct shunt_counter transmitted; /* XDP_TX: out of the port it came in by */
	struct shunt_counter redirected;
};
SHUNT_ASSERT_SIZE(shunt_interface_counters, 64);

#ifdef __cplusplus
}
#endif

#endif
