/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Constants and maps of the decapsulating program. `shunt decap` sets them, sizes included, before it loads. */
#ifndef SHUNT_BPF_DECAP_MAPS_H
#define SHUNT_BPF_DECAP_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "shunt/decap.h"

/* Constants once loaded. */
const volatile __be16 gue_port = 0;
const volatile __u8 check_sources = 1; /* decapsulate only what comes from a prefix in `decap_sources` */
const volatile __u8 check_vips = 1;    /* decapsulate only what goes to a prefix in `decap_vips` */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SHUNT_DECAP_RESULT_LIMIT);
	__type(key, __u32);
	__type(value, struct shunt_counter);
} decap_stats SEC(".maps");

/* Outer destinations: the addresses of this host when the program was attached. The value has no meaning. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct shunt_address);
	__type(value, __u8);
} decap_locals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct shunt_prefix);
	__type(value, __u8);
} decap_sources SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct shunt_prefix);
	__type(value, __u8);
} decap_vips SEC(".maps");

#endif
