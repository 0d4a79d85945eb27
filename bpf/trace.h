/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the forwarding code tells of a packet's way. All of it is nothing unless SHUNT_OBSERVES is defined: the
 * forwarding program keeps no trace, and clang removes what asks for one. */
#ifndef SHUNT_BPF_TRACE_H
#define SHUNT_BPF_TRACE_H

#include "packet.h"
#include "shunt/trace.h"

#ifdef SHUNT_OBSERVES

/* 1: nothing that lasts is changed. */
const volatile __u32 observe_only = 0;

/* Keys lie here instead of on the stack, of which Linux 6.1 allows 512 bytes to a chain of calls. */
const volatile __u32 observe_row = 0;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_trace);
} traces SEC(".maps");

static __always_inline int trace_is_kept(void)
{
	return 1;
}

static __always_inline int only_looks(void)
{
	return observe_only;
}

/* The trace of the packet that this CPU works on. */
static __always_inline struct shunt_trace *trace_kept(void)
{
	return bpf_map_lookup_elem(&traces, (const void *)&observe_row);
}

#else

static __always_inline int trace_is_kept(void)
{
	return 0;
}

static __always_inline int only_looks(void)
{
	return 0;
}

static __always_inline struct shunt_trace *trace_kept(void)
{
	return 0;
}

#endif

static __always_inline void trace_begin(struct xdp_md *ctx)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		__builtin_memset(trace, 0, sizeof(*trace));
		trace->length = ctx->data_end - ctx->data;
	}
}

/* verifier: pointers are subtracted here and now; left to clang, halves of them would be kept over the calls that
 * look for traces. */
static __always_inline void trace_settle(__u32 *difference)
{
	if (trace_is_kept())
		asm volatile("" : "+r"(*difference));
}

/* What the parsers do not come to read is zero. */
static __always_inline void trace_unread(struct packet *packet)
{
	if (trace_is_kept())
		__builtin_memset(packet, 0, sizeof(*packet));
}

static __always_inline void trace_packet(const struct packet *packet)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->client = packet->source;
		trace->l3_length = packet->l3_length;
		trace->steps |= SHUNT_TRACE_PACKET;
	}
}

static __always_inline void trace_rule(__u32 row)
{
	struct shunt_trace *trace = trace_kept();

	if (trace)
		trace->rule = row + 1;
}

static __always_inline void trace_service(const struct shunt_service *service, __u64 hash)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->service = service->id;
		trace->hash = hash;
		trace->steps |= SHUNT_TRACE_SERVICE;
	}
}

static __always_inline void trace_slot(__u32 number, struct shunt_slot slot)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->slot_number = number;
		trace->slot = slot;
		trace->choice = SHUNT_CHOICE_SLOT;
		trace->steps |= SHUNT_TRACE_SLOT;
	}
}

static __always_inline void trace_flow(__u64 state)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->flow = state;
		trace->steps |= SHUNT_TRACE_FLOW;
	}
}

static __always_inline void trace_choice(enum shunt_choice choice)
{
	struct shunt_trace *trace = trace_kept();

	if (trace)
		trace->choice = choice;
}

static __always_inline void trace_backend(__u32 row, const struct shunt_backend *backend)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->backend_row = row;
		trace->backend = backend->id;
		trace->steps |= SHUNT_TRACE_BACKEND;
	}
}

/* Of the frame as it came. */
static __always_inline __u32 trace_length(void)
{
	struct shunt_trace *trace = trace_kept();

	return trace ? trace->length : 0;
}

static __always_inline void trace_end(__u32 action, __u32 reason)
{
	struct shunt_trace *trace = trace_kept();

	if (trace) {
		trace->action = action;
		trace->reason = reason;
	}
}

#endif
