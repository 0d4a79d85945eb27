/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ethernet II with up to two VLAN tags: IEEE 802.1Q-2018, clause 9. */
#ifndef SHUNT_BPF_ETHERNET_H
#define SHUNT_BPF_ETHERNET_H

#include <linux/if_ether.h>

#include "packet.h"

#define VLAN_HEADER_LENGTH 4

struct vlan_header {
	__be16 tag;      /* priority, drop eligibility, VLAN id */
	__be16 protocol; /* of what follows */
};

static __always_inline int ethernet_is_vlan(__be16 protocol)
{
	return protocol == bpf_htons(ETH_P_8021Q) || protocol == bpf_htons(ETH_P_8021AD);
}

/* Moves the cursor behind Ethernet and its tags. Returns the EtherType of what follows (a VLAN type if there are
 * more than SHUNT_MAX_VLAN_DEPTH tags), or 0 if the frame is cut off. */
static __always_inline __be16 ethernet_parse(struct cursor *cursor)
{
	struct ethhdr *ethernet = cursor_take(cursor, sizeof(*ethernet));
	__be16 protocol;

	if (!ethernet)
		return 0;
	protocol = ethernet->h_proto;
#pragma unroll
	for (int depth = 0; depth < SHUNT_MAX_VLAN_DEPTH; depth++) {
		struct vlan_header *vlan;

		if (!ethernet_is_vlan(protocol))
			break;
		vlan = cursor_take(cursor, sizeof(*vlan));
		if (!vlan)
			return 0;
		protocol = vlan->protocol;
	}
	return protocol;
}

#endif
