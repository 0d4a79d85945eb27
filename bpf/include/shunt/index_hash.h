/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The hash of the service index, computed alike by the program that looks up and the controller that fills.
 *
 * Multiply and fold over the three words of a key: two places per key, from the halves of one 64-bit hash. The
 * keys come from the operator, not from packets, so it need not withstand an adversary; `seed` is there to
 * choose again when a cuckoo insertion fails. */
#ifndef SHUNT_INDEX_HASH_H
#define SHUNT_INDEX_HASH_H

#include <linux/types.h>

/* `high` and `low`: the address as two words as they lie in memory; `tail`: port, protocol, kind and prefix
 * length, as the third word of struct shunt_key lies in memory. */
static inline __attribute__((always_inline)) __u64 shunt_index_hash(__u64 high, __u64 low, __u64 tail, __u64 seed)
{
	__u64 hash =
	    high * 0x9e3779b97f4a7c15ull + (low ^ seed) * 0xd6e8feb86659fd93ull + tail * 0xa0761d6478bd642full;

	hash ^= hash >> 32;
	hash *= 0xe7037ed1a0b428dbull;
	return hash ^ (hash >> 29);
}

static inline __attribute__((always_inline)) __u32 shunt_index_first(__u64 hash, __u32 mask)
{
	return (__u32)(hash >> 32) & mask;
}

/* Differs from the first place whenever mask is not 0. */
static inline __attribute__((always_inline)) __u32 shunt_index_second(__u64 hash, __u32 mask)
{
	__u32 first = shunt_index_first(hash, mask);
	__u32 second = (__u32)hash & mask;

	return second == first ? first ^ (mask & 1) : second;
}

#endif
