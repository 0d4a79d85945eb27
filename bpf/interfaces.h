/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ports that frames are redirected to. The program of the probes has the forwarding program's map. */
#ifndef SHUNT_BPF_INTERFACES_H
#define SHUNT_BPF_INTERFACES_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "shunt/limits.h"

/* By the rows of control.interfaces; the last one leads to the probes. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, SHUNT_MAX_INTERFACES + 1);
	__type(key, __u32);
	__type(value, __u32);
} interfaces SEC(".maps");

#endif
