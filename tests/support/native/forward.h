/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What native_program.cpp sees of the forwarding program compiled for this machine. */
#ifndef SHUNT_NATIVE_FORWARD_H
#define SHUNT_NATIVE_FORWARD_H

#include <linux/bpf.h> /* the shim's */

#include "shunt/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum native_map_name {
  NATIVE_SERVICE_INDEX,
  NATIVE_RULES,
  NATIVE_SLOTS,
  NATIVE_BACKENDS,
  NATIVE_INTERFACES,
  NATIVE_BACKEND_STATS,
  NATIVE_SERVICE_DROPS,
  NATIVE_REASON_STATS,
  NATIVE_IFACE_STATS,
  NATIVE_BACKEND_FLOWS,
  NATIVE_SERVICE_TURNS,
  NATIVE_FLOWS,
  NATIVE_FLOW_NAMES,
  NATIVE_FLOW_STATS,
  NATIVE_PROBE_VIPS,
  NATIVE_SYNS,
  NATIVE_SYN_STATS,
};

/* The address by which the program names a map. */
const void* native_map(enum native_map_name name);

extern __u32 native_index_mask;
extern __u32 native_rules_half;
extern __u32 native_flow_buckets;
extern struct shunt_control control;
extern struct shunt_next_hop next_hops[SHUNT_MAX_NEXT_HOPS];

int shunt_forward(struct xdp_md* ctx);

#ifdef __cplusplus
}
#endif

#endif
