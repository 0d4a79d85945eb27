/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What GUE carries: draft-ietf-intarea-gue-09, sections 3.1 (variant 0) and 4 (variant 1). */
#ifndef SHUNT_BPF_GUE_H
#define SHUNT_BPF_GUE_H

#include <linux/in.h>

#include "packet.h"

#define GUE_VARIANT_SHIFT 6
#define GUE_CONTROL       0x20
#define GUE_LENGTH_MASK   0x1f /* of optional fields, in units of 4 bytes */

struct gue_header {
	__u8 variant_control_length;
	__u8 protocol; /* IP protocol number of what follows; a message type if control */
	__be16 flags;  /* which optional fields there are */
};

struct gue_content {
	__u32 header_length; /* bytes in front of the inner packet */
	__u8 protocol;       /* IPPROTO_IPIP or IPPROTO_IPV6; 0: nothing that can be decapsulated */
};

/* Variant 1 has no header: the first bits are the version of the IP packet that follows. */
static __always_inline struct gue_content gue_direct(__u8 first)
{
	struct gue_content content = {};

	if (first >> 4 == 4)
		content.protocol = IPPROTO_IPIP;
	if (first >> 4 == 6)
		content.protocol = IPPROTO_IPV6;
	return content;
}

/* Variant 0. A flag announces a field that may change what the packet means (fragmentation, checksum offload,
 * encryption): a receiver that does not know it must not take the packet. Fields without a flag are private to
 * the sender, and skipped. */
static __always_inline struct gue_content gue_with_header(const struct gue_header *header)
{
	struct gue_content content = {};

	if (header->variant_control_length & GUE_CONTROL || header->flags)
		return content;
	if (header->protocol == IPPROTO_IPIP || header->protocol == IPPROTO_IPV6)
		content.protocol = header->protocol;
	content.header_length = sizeof(*header) + (header->variant_control_length & GUE_LENGTH_MASK) * 4;
	return content;
}

/* `cursor`: behind the UDP header. A frame that ends here carries nothing. */
static __always_inline struct gue_content gue_parse(const struct cursor *cursor)
{
	const struct gue_header *header = cursor->at;
	struct gue_content nothing = {};

	if ((void *)(header + 1) > cursor->end)
		return nothing;
	switch (header->variant_control_length >> GUE_VARIANT_SHIFT) {
	case 0:
		return gue_with_header(header);
	case 1:
		return gue_direct(header->variant_control_length);
	default:
		return nothing;
	}
}

#endif
