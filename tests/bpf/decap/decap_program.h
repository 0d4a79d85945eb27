// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>

#include "dataplane/decap/decap_object.h"
#include "support/packet/builder.h"

namespace shunt::dataplane {

/// The backend of these stories: its own addresses, which Shunt encapsulates to.
inline constexpr const char* kBackend4 = "198.51.100.11";
inline constexpr const char* kBackend6 = "2001:db8:a::11";
/// Shunt, which the outer headers come from.
inline constexpr const char* kShunt4 = "198.51.100.2";
inline constexpr const char* kShunt6 = "2001:db8:a::2";

/// Outer headers from Shunt to the backend.
packet::Ipv4 outer4(std::uint8_t tos = 0);
packet::Ipv6 outer6(std::uint8_t traffic_class = 0);
packet::Udp gue();

/// The decapsulating program of that backend, fed frame by frame (BPF_PROG_TEST_RUN).
class DecapProgram {
 public:
  struct Run {
    std::uint32_t verdict = 0;  ///< enum xdp_action
    packet::Bytes frame;
  };

  static core::Result<DecapProgram> load(const DecapOptions& options = {});

  [[nodiscard]] Run run(packet::View frame) const;

  /// Frames by the name of their end; those without any are left out.
  [[nodiscard]] std::map<std::string, std::uint64_t> counters() const;

 private:
  explicit DecapProgram(DecapObject object) : object_(std::move(object)) {}

  DecapObject object_;
};

/// Skipped without root.
class DecapTest : public testing::Test {
 protected:
  void SetUp() override;
  void reload(const DecapOptions& options);

  /// The frame ends up as `expected` with the host, and is counted under `name`.
  void expect_decapsulated(const packet::Frame& frame, const packet::Frame& expected, const std::string& name);

  /// The host gets the frame as it came, and it is counted under `name`.
  void expect_untouched(const packet::Bytes& frame, const std::string& name);
  void expect_untouched(const packet::Frame& frame, const std::string& name) {
    expect_untouched(frame.bytes(), name);
  }

  std::optional<DecapProgram> program_;
};

}  // namespace shunt::dataplane
