/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From destination address, port and protocol to the service: DESIGN of the index in shunt/abi.h. */
#ifndef SHUNT_BPF_SERVICE_H
#define SHUNT_BPF_SERVICE_H

#include "maps.h"
#include "packet.h"
#include "shunt/index_hash.h"
#include "trace.h"

/* The half of the index that this packet uses to its end: read once, so that a publication in between is not
 * seen. The other half is not rewritten before all packets that could use it are gone (RCU, by the controller). */
static __always_inline __u32 generation_active(void)
{
	return *(volatile __u32 *)&control.active & 1;
}

/* Port, protocol, kind and prefix length as the last 8 bytes of struct shunt_key lie in memory. */
static __always_inline __u64 key_tail(__be16 port, __u8 protocol, __u8 kind, __u8 prefix_length)
{
	union {
		struct {
			__be16 port;
			__u8 protocol, kind, prefix_length, pad[3];
		};
		__u64 word;
	} tail = {.word = 0};

	tail.port = port;
	tail.protocol = protocol;
	tail.kind = kind;
	tail.prefix_length = prefix_length;
	return tail.word;
}

static __always_inline const struct shunt_index_row *index_row(__u32 half, __u32 place)
{
	__u32 row = half * (index_mask + 1) + place;

	return bpf_map_lookup_elem(&service_index, &row);
}

static __always_inline int index_row_holds(const struct shunt_index_row *row, __u64 high, __u64 low, __u64 tail)
{
	const __u64 *key = (const __u64 *)&row->key;

	return key[1] == low && key[2] == tail && key[0] == high;
}

/* The row of a key, or NULL. One cache line for what is found at its first place, and for most of what is not
 * there; two at most. */
static __always_inline const struct shunt_index_row *index_find(__u32 half, __u64 high, __u64 low, __u64 tail)
{
	__u64 hash = shunt_index_hash(high, low, tail, control.generations[half].index_seed);
	const struct shunt_index_row *row = index_row(half, shunt_index_first(hash, index_mask));

	if (!row)
		return 0;
	if (index_row_holds(row, high, low, tail))
		return row;
	if (!row->displaced)
		return 0;
	row = index_row(half, shunt_index_second(hash, index_mask));
	return row && index_row_holds(row, high, low, tail) ? row : 0;
}

/* The VIP row of the longest prefix that holds the address, or NULL. `lengths`: which of the generation's prefix
 * lengths of this family to try, by bit. Behind the fast way: as many lookups as there are bits. */
static __always_inline const struct shunt_index_row *vip_find(__u64 high, __u64 low, __u32 family, __u32 lengths,
                                                              __u32 half)
{
	half &= 1;
	family &= 1;
	/* verifier: if clang knew that both are one bit it would join their offsets by OR, of which Linux 6.1
	 * keeps no bounds */
	asm volatile("" : "+r"(half), "+r"(family));
	/* Constant bound: the size of the array of lengths. */
	for (__u32 i = 0; i < SHUNT_MAX_PREFIX_LENGTHS; i++) {
		const struct shunt_generation *generation = &control.generations[half];
		const struct shunt_index_row *row;
		__u32 length;

		if (i >= generation->lengths_count[family])
			return 0;
		if (!(lengths >> i & 1))
			continue;
		length = generation->prefix_lengths[family][i];
		row = index_find(half, word_prefix(high, length < 64 ? length : 64),
		                 word_prefix(low, length < 64 ? 0 : length - 64),
		                 key_tail(0, 0, SHUNT_ROW_VIP, length));
		if (row)
			return row;
	}
	return 0;
}

/* The row of the rule of a VIP for a port, counted from 1, or 0: binary search in rows sorted by protocol and
 * port. */
static __always_inline __u32 rule_find(__u32 half, const struct shunt_index_row *vip, __u8 protocol, __u16 port)
{
	__u32 wanted = (__u32)protocol << 16 | port;
	__u32 first = vip->rules_offset, count = vip->rules_count;

	/* Constant bound: each step halves the rest, and a VIP has less than 2^17 rules. */
	for (int step = 0; step < SHUNT_MAX_RULE_STEPS; step++) {
		__u32 middle = count / 2, row = half * rules_half + first + middle;
		const struct shunt_rule *rule;

		if (!count)
			return 0;
		rule = bpf_map_lookup_elem(&rules, &row);
		if (!rule)
			return 0;
		if (wanted < ((__u32)rule->protocol << 16 | rule->first_port)) {
			count = middle;
		} else if (wanted > ((__u32)rule->protocol << 16 | rule->last_port)) {
			first += middle + 1;
			count -= middle + 1;
		} else {
			return row + 1;
		}
	}
	return 0;
}

/* Two functions behind the fast way. Global, so that the verifier checks each once, for all arguments, instead of
 * once for every way that leads to it; that is why they take and return numbers. */

/* The rule for a destination that is no exact key: its row in `rules` counted from 1, or 0. `port_and_protocol`:
 * the third word of the exact key. */
__noinline __u32 service_rule_row(__u64 high, __u64 low, __u32 family, __u64 port_and_protocol, __u32 half)
{
	union {
		__u64 word;
		struct {
			__be16 port;
			__u8 protocol;
		};
	} key = {.word = port_and_protocol};
	__u32 lengths = control.generations[half & 1].rules_lengths[family & 1];
	const struct shunt_index_row *vip = vip_find(high, low, family, lengths, half & 1);

	return vip ? rule_find(half & 1, vip, key.protocol, bpf_ntohs(key.port)) : 0;
}

/* Whether some service has this destination address, whatever the port. */
__noinline __u32 service_has_address(__u64 high, __u64 low, __u32 family, __u32 half)
{
	return vip_find(high, low, family, ~0u, half & 1) != 0;
}

/* The service of a packet with ports, or NULL: the most specific one. */
static __always_inline const struct shunt_service *service_find(const struct packet *packet, enum family family,
                                                                __u32 half)
{
	__u64 high = packet->destination.halves[0], low = packet->destination.halves[1];
	__u64 tail = key_tail(packet_destination_port(packet), packet->protocol, SHUNT_ROW_EXACT, 128);
	const struct shunt_index_row *row = index_find(half, high, low, tail);
	const struct shunt_rule *rule;
	__u32 rule_row;

	if (row)
		return &row->service;
	if (!control.generations[half].rules_lengths[family])
		return 0;
	rule_row = service_rule_row(high, low, family, tail, half) - 1;
	rule = bpf_map_lookup_elem(&rules, &rule_row);
	if (!rule)
		return 0;
	/* verifier: keeps clang from adding the member's offset before the null check */
	asm volatile("" : "+r"(rule));
	trace_rule(rule_row);
	return &rule->service;
}

#endif
