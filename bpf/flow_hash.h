/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The keyed hash of a flow: addresses, ports, protocol.
 *
 *   sum  = source.high * K0 + (source.low ^ seed) * K1 + destination.high * K2 + destination.low * K3
 *        + (((protocol << 32) | ports) ^ rotate_left(seed, 32)) * K4          (all modulo 2^64)
 *   hash = byte_swap(sum) * K5;  hash = (hash ^ hash >> 32) * K6;  hash ^= hash >> 32
 *
 * high and low: the two 8-byte words of an address as they lie in memory; ports: the 4 bytes of both ports as they
 * lie in memory. IPv4 has constant high words, which the compiler removes. Products that do not wait for each
 * other keep the chain short: one multiplication, one addition tree, two multiplications. One instead of the two
 * does not do: clients in neighbouring networks then fill some slots many times over. Instances that shall agree
 * must have the same seed and the same byte order. bench/ and tests/unit/reference hold its cost and its evenness.
 *
 * The high half of the hash chooses the slot, the low half gives entropy to outer headers. */
#ifndef SHUNT_BPF_FLOW_HASH_H
#define SHUNT_BPF_FLOW_HASH_H

#include "packet.h"

static __always_inline __u64 flow_hash(const struct packet *packet, __u64 seed)
{
	__u64 tail = ((__u64)packet->protocol << 32) | packet->ports;
	__u64 hash;

	hash = packet->source.halves[0] * 0x8cb92ba72f3d8dd7ull +
	       (packet->source.halves[1] ^ seed) * 0x9e3779b97f4a7c15ull +
	       packet->destination.halves[0] * 0xd6e8feb86659fd93ull +
	       packet->destination.halves[1] * 0xa0761d6478bd642full +
	       (tail ^ (seed << 32 | seed >> 32)) * 0xe7037ed1a0b428dbull;
	hash = __builtin_bswap64(hash) * 0xbf58476d1ce4e5b9ull;
	hash ^= hash >> 32;
	hash *= 0x94d049bb133111ebull;
	return hash ^ (hash >> 32);
}

/* A row of a table of `count` slots: the high half of the hash scaled, no division. */
static __always_inline __u32 flow_hash_slot(__u64 hash, __u32 count)
{
	return ((hash >> 32) * count) >> 32;
}

#endif
