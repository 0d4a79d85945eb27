/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* In place of the kernel's header when a BPF program is compiled for this machine: the context of XDP with
 * pointers of this machine's width, and the names that our programs use. */
#ifndef SHUNT_NATIVE_LINUX_BPF_H
#define SHUNT_NATIVE_LINUX_BPF_H

#include <linux/types.h>

enum xdp_action {
  XDP_ABORTED = 0,
  XDP_DROP,
  XDP_PASS,
  XDP_TX,
  XDP_REDIRECT,
};

struct xdp_md {
  unsigned long data;
  unsigned long data_end;
  __u32 ingress_ifindex;
};

enum bpf_map_type {
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_PERCPU_ARRAY = 6,
  BPF_MAP_TYPE_DEVMAP = 14,
};

#define BPF_F_MMAPABLE (1U << 10)
#define BPF_F_NO_PREALLOC (1U << 0)

#endif
