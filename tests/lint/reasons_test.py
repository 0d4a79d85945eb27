# SPDX-License-Identifier: Apache-2.0
"""tools/checks/reasons.py: which texts of the sources it takes for reasons, and what counts as explained."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/checks"))
from reasons import faults  # noqa: E402

DOCUMENT = """\
# Health
The disk is full.

## Reasons, and what to look at
### Wrong
| `disk: almost  full, 3 MB
left of `disk` | the disk |

## Next
The tape is torn.
"""
SOURCE = """\
#include "a header.h"
// "a comment of words"
static_assert(kOne == 1, "no reason at all");
log::tell(Event::kX, "said in the log");
fail("disk: almost full, " + left + " left of " + name);
fail("the disk is full");
fail(std::string("the tape "
                 "is torn"));
open("/dev/null"); put("oneword"); put("a\\n");
fail("the \\"end\\" is near");
"""

found = faults([("a.cpp", SOURCE)], DOCUMENT)
wanted = ['a.cpp:6: "the disk is full"', 'a.cpp:7: "the tape is torn"', 'a.cpp:10: "the end is near"']
assert [fault.split(" is no reason of ")[0] for fault in found] == wanted, found
