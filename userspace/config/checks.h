// SPDX-License-Identifier: Apache-2.0
// Checks over several services, and of files. All are linear but for sorting, and skip what could not be read.
#pragma once

#include "config/draft.h"
#include "config/findings.h"

namespace shunt::config {

/// Names are unique.
void check_names(const Draft& draft, Findings& findings);

/// For one VIP (the same address and prefix length), two port ranges of one protocol are disjoint, or one lies
/// within the other and is smaller: the smaller one wins. A range for one protocol is smaller than the same for
/// both. Everything else has no most specific rule, and is an error at the later of the two.
void check_overlaps(const Draft& draft, Findings& findings);

/// No backend's address is load-balanced itself: packets to it would come back.
void check_backends_outside_vips(const Draft& draft, Findings& findings);

/// At most model::kMaxVipPrefixLengths different prefix lengths per family; full length counts as one.
void check_prefix_lengths(const Draft& draft, Findings& findings);

/// Services, backends, VIPs with exact ports, and port rules fit into `limits`.
void check_limits(const Draft& draft, Findings& findings);

/// The tables fit into `limits.slots`; equal ones are shared and count once.
void check_slots(const Draft& draft, Findings& findings);

/// Programs and certificates that the file names are there and fit; see core/trusted_file.h. The only check that
/// looks at anything but the text; each file once, however often it is named.
void check_files(const Draft& draft, Findings& findings);

}  // namespace shunt::config
