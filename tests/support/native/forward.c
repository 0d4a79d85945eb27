/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The forwarding program, text for text, compiled for this machine, so that sanitizers can watch it. */

/* Constants of the loaded program, which only a loader can set: here they are variables. */
#define index_mask unset_index_mask
#define rules_half unset_rules_half
#define flow_buckets unset_flow_buckets
#include "maps.h"
#undef index_mask
#undef rules_half
#undef flow_buckets
#include "support/native/forward.h"
#define index_mask native_index_mask
#define rules_half native_rules_half
#define flow_buckets native_flow_buckets

#include "shunt.bpf.c"

__u32 native_index_mask;
__u32 native_rules_half;
__u32 native_flow_buckets;

const void* native_map(enum native_map_name name) {
  switch (name) {
    case NATIVE_SERVICE_INDEX: return &service_index;
    case NATIVE_RULES: return &rules;
    case NATIVE_SLOTS: return &slots;
    case NATIVE_BACKENDS: return &backends;
    case NATIVE_INTERFACES: return &interfaces;
    case NATIVE_BACKEND_STATS: return &backend_stats;
    case NATIVE_SERVICE_DROPS: return &service_drops;
    case NATIVE_REASON_STATS: return &reason_stats;
    case NATIVE_IFACE_STATS: return &iface_stats;
    case NATIVE_BACKEND_FLOWS: return &backend_flows;
    case NATIVE_SERVICE_TURNS: return &service_turns;
    case NATIVE_FLOWS: return &flows;
    case NATIVE_FLOW_NAMES: return &flow_names;
    case NATIVE_FLOW_STATS: return &flow_stats;
    case NATIVE_PROBE_VIPS: return &probe_vips;
    case NATIVE_SYNS: return &syns;
    case NATIVE_SYN_STATS: return &syn_stats;
  }
  return 0;
}
