/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ethernet II with up to two VLAN tags: IEEE 802.1Q-2018, clause 9. */
#ifndef SHUNT_BPF_ETHERNET_H
#define SHUNT_BPF_ETHERNET_H

#include <linux/if_ether.h>

#include "packet.h"

#define VLAN_HEADER_LENGTH 4
#define ETHERNET_GROUP     0x01 /* in the first byte of an address: not a single station (IEEE Std 802, clause 8) */

/* The kernel's struct ethhdr is packed, which makes clang read it byte by byte. */
struct ethernet_header {
	__u8 destination[6];
	__u8 source[6];
	__be16 protocol;
};

struct vlan_header {
	__be16 tag;      /* priority, drop eligibility, VLAN id */
	__be16 protocol; /* of what follows */
};

static __always_inline int ethernet_is_vlan(__be16 protocol)
{
	return protocol == bpf_htons(ETH_P_8021Q) || protocol == bpf_htons(ETH_P_8021AD);
}

/* Moves the cursor behind Ethernet and its tags. Returns the EtherType of what follows (a VLAN type if there are
 * more than SHUNT_MAX_VLAN_DEPTH tags), or 0 if the frame is cut off or for a group of stations: what is broadcast
 * is not forwarded (RFC 1812, 5.3.4). */
static __always_inline __be16 ethernet_parse(struct cursor *cursor)
{
	const struct ethernet_header *ethernet;
	__be16 protocol;

	if (!cursor_has(cursor, sizeof(*ethernet)))
		return 0;
	ethernet = cursor_take(cursor, sizeof(*ethernet));
	if (ethernet->destination[0] & ETHERNET_GROUP)
		return 0;
	protocol = ethernet->protocol;
#pragma unroll
	for (int depth = 0; depth < SHUNT_MAX_VLAN_DEPTH; depth++) {
		const struct vlan_header *vlan;

		if (!ethernet_is_vlan(protocol))
			break;
		if (!cursor_has(cursor, sizeof(*vlan)))
			return 0;
		vlan = cursor_take(cursor, sizeof(*vlan));
		protocol = vlan->protocol;
	}
	return protocol;
}

#endif
