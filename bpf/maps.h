/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every map of the forwarding program. docs/maps.md tells who writes what, when, and how large it is.
 *
 * Sizes here are placeholders: the controller sets them from `limits:` before load. All lookups by number are in
 * plain arrays, which the JIT turns into a bounds check and an address. */
#ifndef SHUNT_BPF_MAPS_H
#define SHUNT_BPF_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "interfaces.h"
#include "shunt/abi.h"
#include "shunt/flow.h"

/* Constants once loaded: the verifier knows them, and removes what they switch off. */
const volatile __u32 index_mask = 0; /* rows in one half of `service_index`, less one; a power of two less one */
const volatile __u32 rules_half = 1; /* rows in one half of `rules` */
const volatile __u32 flow_buckets = 1;

/* Global data rather than an array map: read without a lookup. */
struct shunt_control control SEC(".data.control");
struct shunt_next_hop next_hops[SHUNT_MAX_NEXT_HOPS]; /* all of .bss */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SHUNT_GENERATIONS);
	__type(key, __u32);
	__type(value, struct shunt_index_row);
} service_index SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SHUNT_GENERATIONS);
	__type(key, __u32);
	__type(value, struct shunt_rule);
} rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_backend);
} backends SEC(".maps");

/* By backend id. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_backend_flows);
} backend_flows SEC(".maps");

/* Which slot is next, by service id: round-robin only. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} service_turns SEC(".maps");

/* What the services in both halves of the index are, by id: not for packets, but for the controller that comes
 * after this one. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SHUNT_GENERATIONS);
	__type(key, __u32);
	__type(value, struct shunt_service_record);
} services SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_flow_bucket);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_flow_names);
} flow_names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_flow_counters);
} flow_stats SEC(".maps");

/* Addresses that probes are sent to: also of services that packets do not know yet. The value has no meaning. Read
 * only for packets of no service that go to an address and port of the probes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct shunt_address);
	__type(value, __u32);
} probe_vips SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_counter);
} backend_stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_counter);
} service_drops SEC(".maps");

/* By the low bits of the flow hash. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SHUNT_SYN_ROWS);
	__type(key, __u32);
	__type(value, struct shunt_syn);
} syns SEC(".maps");

/* By backend id. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_syn_counters);
} syn_stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SHUNT_REASON_LIMIT);
	__type(key, __u32);
	__type(value, struct shunt_counter);
} reason_stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SHUNT_MAX_INTERFACES + 1);
	__type(key, __u32);
	__type(value, struct shunt_interface_counters);
} iface_stats SEC(".maps");

#endif
