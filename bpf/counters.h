/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which counters a frame goes to. The program counts it once, at its one exit. */
#ifndef SHUNT_BPF_COUNTERS_H
#define SHUNT_BPF_COUNTERS_H

#include "counter.h"
#include "maps.h"

/* The row of an interface in `interfaces` and `iface_stats`; the last row for one that is not configured. */
static __always_inline __u32 interface_row(__u32 ifindex)
{
#pragma unroll
	for (__u32 i = 0; i < SHUNT_INTERFACE_PROBES; i++) {
		__u32 row = (ifindex + i) & (SHUNT_MAX_INTERFACES - 1);

		if (control.interfaces[row] == ifindex)
			return row;
	}
	return SHUNT_MAX_INTERFACES;
}

static __always_inline void interface_count(__u32 ifindex, __u32 action, __u32 bytes)
{
	__u32 row = interface_row(ifindex);
	struct shunt_interface_counters *counters = bpf_map_lookup_elem(&iface_stats, &row);

	if (counters)
		counter_add(&counters->dropped + ((action - XDP_DROP) & 3), bytes);
}

#endif
