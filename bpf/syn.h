/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Passive health: SYNs that clients repeat. The answer goes past us, so that a SYN that comes again is all there
 * is to see of one that never came. */
#ifndef SHUNT_BPF_SYN_H
#define SHUNT_BPF_SYN_H

#include "maps.h"
#include "trace.h"

/* Counts a SYN with this sequence number, of the flow of this hash, for the backend in a row of `backends` (0:
 * none). Repeated is a SYN whose flow, sequence number (RFC 9293, 3.8.1: a retransmission has the same) and
 * backend are those of the last one in its row of `syns`. Two CPUs in one row at once, or two flows in turn, make
 * a repeated one count as first: statistics, no more. Always 0. Global, so that it is verified once, and its stack
 * is beside the flow table's.
 */
__noinline int syn_count(__u64 hash, __u32 sequence, __u32 row)
{
	const struct shunt_backend *backend = bpf_map_lookup_elem(&backends, &row);
	__u32 id, place = hash & (SHUNT_SYN_ROWS - 1);
	struct shunt_syn *syn = bpf_map_lookup_elem(&syns, &place);
	struct shunt_syn_counters *counters;
	__u64 tag;

	/* What never leaves is no fault of the backend's. */
	if (!syn || !backend || !backend->next_hop || only_looks())
		return 0;
	id = backend->id;
	counters = bpf_map_lookup_elem(&syn_stats, &id);
	if (!counters)
		return 0;
	/* Of one flow, the tags of all sequence numbers and backends differ. */
	tag = hash + ((__u64)sequence << 32 | id);
	if (!tag)
		tag = 1;
	if (*(volatile __u64 *)&syn->tag == tag) {
		counters->repeated++;
	} else {
		*(volatile __u64 *)&syn->tag = tag;
		counters->first++;
	}
	return 0;
}

#endif
