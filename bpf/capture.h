/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frames for `shunt capture`, as they came and as they went. Nothing unless SHUNT_OBSERVES is defined. */
#ifndef SHUNT_BPF_CAPTURE_H
#define SHUNT_BPF_CAPTURE_H

#include "maps.h"
#include "packet.h"
#include "trace.h"

#ifdef SHUNT_OBSERVES

/* A record as it is put together, with room for all of a frame twice. */
struct capture_scratch {
	struct shunt_captured head;
	__u8 bytes[2 * SHUNT_CAPTURE_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct capture_scratch);
} capture_scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_capture_filter);
} capture_filter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shunt_capture_stats);
} capture_stats SEC(".maps");

/* Second of the machine's clock in the high half, captured packets of it in the low one; of all CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} capture_pace SEC(".maps");

/* Its size is the controller's choice, a power of two of pages. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} captured SEC(".maps");

static __always_inline const struct shunt_capture_filter *capture_filter_now(void)
{
	return only_looks() ? 0 : bpf_map_lookup_elem(&capture_filter, (const void *)&observe_row);
}

/* Whether captures have not ended. Behind all other questions, as this one costs most. */
static __always_inline int capture_goes_on(const struct shunt_capture_filter *filter)
{
	return bpf_ktime_get_coarse_ns() < *(volatile __u64 *)&filter->until;
}

/* As far as it can be told before the end. */
static __always_inline int capture_concerns(const struct shunt_capture_filter *filter,
                                            const struct shunt_trace *trace)
{
	__u32 bits = filter->client_bits;

	if (filter->with_service && (!(trace->steps & SHUNT_TRACE_SERVICE) || trace->service != filter->service))
		return 0;
	if (filter->backend && trace->backend != filter->backend)
		return 0;
	if (!bits)
		return 1;
	return trace->steps & SHUNT_TRACE_PACKET &&
	       word_prefix(trace->client.halves[0], bits < 64 ? bits : 64) == filter->client.halves[0] &&
	       word_prefix(trace->client.halves[1], bits < 64 ? 0 : (bits - 64) & 127) == filter->client.halves[1];
}

static __always_inline int capture_wants(const struct shunt_capture_filter *filter,
                                         const struct shunt_trace *trace)
{
	if (!filter->all && !trace->reason && !(trace->steps & SHUNT_TRACE_SERVICE))
		return 0;
	if (filter->actions && !(filter->actions >> (trace->action & 31) & 1))
		return 0;
	if (filter->reasons && !(filter->reasons >> (trace->reason & 63) & 1))
		return 0;
	return capture_concerns(filter, trace);
}

/* The interface that a packet leaves by; 0: none. */
static __always_inline __u32 capture_egress(const struct shunt_trace *trace)
{
	__u32 row = trace->backend_row;
	const struct shunt_backend *backend = bpf_map_lookup_elem(&backends, &row);

	return backend ? next_hops[backend->next_hop & (SHUNT_MAX_NEXT_HOPS - 1)].ifindex : 0;
}

/* A number of bytes once more: Linux 6.1 forgets the bounds of what it has seen compared. */
static __always_inline __u64 capture_bound(__u64 length)
{
	asm volatile("" : "+r"(length));
	return ((length - 1) & (SHUNT_CAPTURE_BYTES - 1)) + 1;
}

/* How much of a frame of this length is taken: 1 to SHUNT_CAPTURE_BYTES. */
static __always_inline __u64 capture_length(const struct shunt_capture_filter *filter, __u64 length)
{
	if (length > filter->bytes)
		length = filter->bytes;
	if (length > SHUNT_CAPTURE_BYTES)
		length = SHUNT_CAPTURE_BYTES;
	return capture_bound(length);
}

static __always_inline __u64 capture_second(void)
{
	return bpf_ktime_get_coarse_ns() >> 30;
}

/* Whether one more may be taken in this second: else it need not be copied. */
static __always_inline int capture_has_room(const struct shunt_capture_filter *filter)
{
	const __u64 *pace = bpf_map_lookup_elem(&capture_pace, (const void *)&observe_row);
	__u64 now;

	if (!pace)
		return 0;
	now = *(volatile const __u64 *)pace;
	return (__u32)now < filter->per_second || now >> 32 != capture_second();
}

/* The frame is about to change: the one as it came is kept. Global: verified once. */
__noinline int capture_keep(struct xdp_md *ctx)
{
	const struct shunt_capture_filter *filter = capture_filter_now();
	struct shunt_trace *trace = trace_kept();
	struct capture_scratch *scratch;
	__u64 length;

	if (!filter || !trace || !capture_concerns(filter, trace) || !capture_goes_on(filter) ||
	    !capture_has_room(filter))
		return 0;
	scratch = bpf_map_lookup_elem(&capture_scratches, (const void *)&observe_row);
	length = capture_length(filter, ctx->data_end - ctx->data);
	if (!scratch || bpf_xdp_load_bytes(ctx, 0, scratch->bytes, length))
		return 0;
	trace->kept = length;
	return 0;
}

/* Whether this one is taken of those that the filter lets through. */
static __always_inline int capture_is_due(const struct shunt_capture_filter *filter,
                                          struct shunt_capture_stats *stats)
{
	__u64 *pace = bpf_map_lookup_elem(&capture_pace, (const void *)&observe_row);
	__u64 second = capture_second(), before;

	if (!pace)
		return 0;
	if (stats->matched++ % (filter->sample ? filter->sample : 1)) {
		stats->sampled_out++;
		return 0;
	}
	before = *(volatile __u64 *)pace;
	if (before >> 32 != second) /* another CPU may have been first: then it has begun this second */
		__sync_bool_compare_and_swap(pace, before, second << 32);
	if ((__u32)__sync_fetch_and_add(pace, 1) < filter->per_second)
		return 1;
	stats->limited++;
	return 0;
}

/* The end of the packet's way. */
__noinline int capture_frame(struct xdp_md *ctx)
{
	const struct shunt_capture_filter *filter = capture_filter_now();
	const struct shunt_trace *trace = trace_kept();
	struct shunt_capture_stats *stats;
	struct capture_scratch *scratch;
	__u64 kept, left = 0;
	__u32 length;

	if (!filter || !trace || !capture_wants(filter, trace) || !capture_goes_on(filter))
		return 0;
	stats = bpf_map_lookup_elem(&capture_stats, (const void *)&observe_row);
	scratch = bpf_map_lookup_elem(&capture_scratches, (const void *)&observe_row);
	if (!stats || !scratch || !capture_is_due(filter, stats))
		return 0;
	length = ctx->data_end - ctx->data;
	kept = trace->kept;
	if (kept) {
		kept = capture_bound(kept);
	} else if (trace->action == XDP_TX || trace->action == XDP_REDIRECT) {
		stats->limited++; /* there was no room when it changed: the second has ended since */
		return 0;
	} else { /* as it came */
		kept = capture_length(filter, length);
		if (bpf_xdp_load_bytes(ctx, 0, scratch->bytes, kept))
			return 0;
	}
	if (trace->action == XDP_TX || trace->action == XDP_REDIRECT) {
		left = capture_length(filter, length);
		if (bpf_xdp_load_bytes(ctx, 0, scratch->bytes + kept, left))
			return 0;
	}
	scratch->head = (struct shunt_captured){
	    .at = bpf_ktime_get_ns(),
	    .ingress = ctx->ingress_ifindex,
	    .egress = left ? capture_egress(trace) : 0,
	    .queue = ctx->rx_queue_index,
	    .cpu = bpf_get_smp_processor_id(),
	    .action = trace->action,
	    .reason = trace->reason,
	    .steps = trace->steps,
	    .service = trace->service,
	    .backend = trace->backend,
	    .length = trace->length,
	    .kept = kept,
	    .length_left = left ? length : 0,
	    .left = left,
	    .choice = trace->choice,
	};
	if (bpf_ringbuf_output(&captured, scratch, sizeof(scratch->head) + kept + (left ? capture_bound(left) : 0),
	                       0))
		stats->lost++;
	return 0;
}

#else

static __always_inline void capture_keep(struct xdp_md *ctx)
{
	(void)ctx;
}

static __always_inline void capture_frame(struct xdp_md *ctx)
{
	(void)ctx;
}

#endif

#endif
