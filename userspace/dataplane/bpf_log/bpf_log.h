// SPDX-License-Identifier: Apache-2.0
// What libbpf and libxdp would print, kept for the error that follows instead of reaching stderr.
#pragma once

#include <string>
#include <string_view>

namespace shunt::dataplane {

/// Collects what both libraries print on this thread while it lives: the verifier's log, and the kernel's own
/// words for a refused netlink request. Captures nest; the innermost takes the text. From the first one on, both
/// libraries are silent in the whole process wherever no capture lives.
///
/// An entry point of this layer that calls libbpf or libxdp holds one for the length of the calls.
class BpfLog {
 public:
  BpfLog();
  ~BpfLog();
  BpfLog(const BpfLog&) = delete;
  BpfLog& operator=(const BpfLog&) = delete;

  /// All that was printed, but for debug output, as lines.
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The last text that the kernel gave with a netlink refusal (NLMSGERR_ATTR_MSG); empty if there was none.
  [[nodiscard]] std::string kernel_message() const;

  void append(std::string_view printed) { text_ += printed; }
  void clear() { text_.clear(); }

 private:
  BpfLog* outer_;
  std::string text_;
};

}  // namespace shunt::dataplane
