// SPDX-License-Identifier: Apache-2.0
// The fixture of the tests in this folder. A test states what is given, sends one frame at a time, and looks at
// what came of it:
//
//   given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
//   const Outcome out = send(eth().ipv4().tcp());
//   EXPECT_TRUE(out.left_as(eth(kFromPortB).ipv4({...}).ipv4({.ttl = 63}).tcp()));
//
// Every frame also goes through the reference (tests/support/reference): a difference in verdict, bytes or
// counters fails the test, and so does a frame that is not counted in exactly one interface counter.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "shunt/reasons.h"
#include "support/given/story.h"
#include "support/outcome/counters.h"
#include "support/packet/builder.h"
#include "support/packet/decode.h"
#include "support/program/program.h"
#include "support/program/test_run.h"

namespace shunt::dataplane {

using given::kPortA;
using given::kPortB;
using given::kUnlistedPort;
using model::Forwarding;
using outcome::Counter;
using outcome::Verdict;
using packet::Bytes;
using packet::eth;
using packet::Frame;

/// Lists of field values to try.
using Octets = std::initializer_list<std::uint8_t>;
using Words = std::initializer_list<std::uint16_t>;

/// Link-layer addresses of what leaves for the default next hop.
inline const packet::Ethernet kFromPortB{.source = "02:00:00:00:00:5b", .destination = "02:00:00:00:00:9b"};

/// What one frame led to.
struct Outcome {
  Bytes sent;
  Verdict verdict = Verdict::kPass;
  Bytes frame;
  outcome::Counters counted;

  /// Unchanged to the host, and counted in its interface's counter only.
  [[nodiscard]] testing::AssertionResult passed_in_silence() const;
  /// With this verdict, counted under this reason with the bytes of the frame.
  [[nodiscard]] testing::AssertionResult passed_for(shunt_reason reason) const;
  [[nodiscard]] testing::AssertionResult dropped_for(shunt_reason reason) const;
  /// Redirected with these bytes, whose checksums are right.
  [[nodiscard]] testing::AssertionResult left_as(const Frame& expected) const;
  /// Sent back out of the port it came in by, with these bytes.
  [[nodiscard]] testing::AssertionResult returned_as(const Frame& expected) const;
  /// The reason under which the frame was counted, if any.
  [[nodiscard]] shunt_reason reason() const;

  [[nodiscard]] packet::Decoded decoded() const { return packet::decode(frame); }
};

class Dataplane : public testing::Test {
 protected:
  void SetUp() override;

  /// Publishes what is given now, and sends one frame.
  Outcome send(const Frame& frame, std::uint32_t ingress = kPortA) { return send(frame.bytes(), ingress); }
  Outcome send(const Bytes& frame, std::uint32_t ingress = kPortA);

  /// One frame through `program_fd`, whatever is published, and without the reference.
  static Outcome run(int program_fd, const Bytes& frame, std::uint32_t ingress = kPortA);

  /// For tests that do what the fixture has no word for.
  static program::Program& loaded();

  given::Given given;

 private:
  static void compare_with_reference(const given::State& state, const Outcome& out, std::uint32_t ingress);
};

}  // namespace shunt::dataplane
