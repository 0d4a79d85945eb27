/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* In place of libbpf's header: helpers are functions of native_program.cpp. A map is a variable whose address says
 * which one it is. */
#ifndef SHUNT_NATIVE_BPF_HELPERS_H
#define SHUNT_NATIVE_BPF_HELPERS_H

#include <linux/bpf.h>

#define SEC(name) __attribute__((used))
#define __uint(name, value) int(*name)[value]
#define __type(name, type) __typeof__(type)* name
#define __noinline __attribute__((noinline))
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

void* bpf_map_lookup_elem(const void* map, const void* key);
__u64 bpf_ktime_get_coarse_ns(void);
long bpf_redirect_map(const void* map, __u64 key, __u64 flags);
long bpf_xdp_adjust_head(struct xdp_md* ctx, int delta);

#endif
