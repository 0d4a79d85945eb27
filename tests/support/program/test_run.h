// SPDX-License-Identifier: Apache-2.0
// One frame through a loaded XDP program, without a wire (BPF_PROG_TEST_RUN).
#pragma once

#include <cstdint>

#include "support/outcome/run.h"

namespace shunt::program {

/// `frame`, 14 bytes to about 3,400, in by interface `ingress`. The memory of `out` is used again. Ends the test
/// program if the kernel refuses, or if the program returns what is no verdict. Cost: about 2 microseconds.
void test_run(int program_fd, packet::View frame, std::uint32_t ingress, outcome::Run& out);

}  // namespace shunt::program
