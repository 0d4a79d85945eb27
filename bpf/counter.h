/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One counter: per CPU, without atomics. */
#ifndef SHUNT_BPF_COUNTER_H
#define SHUNT_BPF_COUNTER_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "shunt/abi.h"

static __always_inline void counter_add(struct shunt_counter *counter, __u32 bytes)
{
	counter->packets++;
	counter->bytes += bytes;
}

static __always_inline void counter_add_row(void *map, __u32 row, __u32 bytes)
{
	struct shunt_counter *counter = bpf_map_lookup_elem(map, &row);

	if (counter)
		counter_add(counter, bytes);
}

#endif
