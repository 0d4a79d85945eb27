// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The forwarding program once more, telling of each packet what became of it and why: see shunt/trace.h. Another
 * object, so that the one that runs all day has no instruction for it. */
#define SHUNT_OBSERVES
#include "shunt.bpf.c"
