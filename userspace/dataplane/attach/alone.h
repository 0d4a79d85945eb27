// SPDX-License-Identifier: Apache-2.0
// One program on an interface, without a dispatcher: netlink's IFLA_XDP. What is attached so stays when the
// process that attached it ends.
#pragma once

#include <string>

#include "dataplane/attach/query.h"

namespace shunt::dataplane {

/// What the kernel said to a request.
struct KernelAnswer {
  int error_number = 0;  ///< errno, positive; 0: done
  std::string message;   ///< extended acknowledgement; may be empty

  [[nodiscard]] bool done() const { return error_number == 0; }
};

/// EBUSY or EEXIST if any program is there.
KernelAnswer attach_alone(int program_fd, unsigned ifindex, Mode mode);

/// Swaps in one step, between two packets; EEXIST if another than `old_fd` is there (kernel 5.7).
KernelAnswer replace_alone(int program_fd, int old_fd, unsigned ifindex, Mode mode);

/// EEXIST if another than `old_fd` is there.
KernelAnswer detach_alone(int old_fd, unsigned ifindex, Mode mode);

}  // namespace shunt::dataplane
