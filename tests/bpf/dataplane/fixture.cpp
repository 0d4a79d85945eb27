// SPDX-License-Identifier: Apache-2.0
#include "bpf/dataplane/fixture.h"

#include <cstdlib>

#include "support/reference/process.h"

namespace shunt::dataplane {
namespace {

/// Loaded once a process, by the first test: what is given is published anew for every frame.
core::Result<program::Program>& shared_program() {
  static core::Result<program::Program> program = program::Program::load();
  return program;
}

testing::AssertionResult told(const Outcome& out) {
  return testing::AssertionFailure() << "verdict " << to_string(out.verdict) << ", sent:\n"
                                     << packet::describe(out.sent) << "\nleft:\n"
                                     << packet::describe(out.frame) << "\ncounted:\n"
                                     << out.counted.to_string();
}

testing::AssertionResult counted_for(const Outcome& out, Verdict verdict, shunt_reason reason) {
  const outcome::Counters::Rows expected = {{reason, {1, out.sent.size()}}};
  if (out.verdict == verdict && out.counted.reasons == expected) return testing::AssertionSuccess();
  return told(out) << "expected " << to_string(verdict) << " for " << outcome::reason_name(reason);
}

testing::AssertionResult left(const Outcome& out, Verdict verdict, const Frame& expected) {
  const Bytes bytes = expected.bytes();
  if (out.verdict == verdict && out.frame == bytes && packet::checksums_are_right(out.frame))
    return testing::AssertionSuccess();
  return told(out) << "expected " << to_string(verdict) << " as:\n" << packet::describe(bytes);
}

}  // namespace

testing::AssertionResult Outcome::passed_in_silence() const {
  if (verdict == Verdict::kPass && frame == sent && counted.reasons.empty() && counted.services.empty() &&
      counted.backends.empty())
    return testing::AssertionSuccess();
  return told(*this) << "expected to pass unchanged and uncounted";
}

testing::AssertionResult Outcome::passed_for(shunt_reason reason) const {
  if (frame != sent) return told(*this) << "expected to pass unchanged";
  return counted_for(*this, Verdict::kPass, reason);
}

testing::AssertionResult Outcome::dropped_for(shunt_reason reason) const {
  return counted_for(*this, Verdict::kDrop, reason);
}

testing::AssertionResult Outcome::left_as(const Frame& expected) const {
  return left(*this, Verdict::kRedirect, expected);
}

testing::AssertionResult Outcome::returned_as(const Frame& expected) const {
  return left(*this, Verdict::kTransmit, expected);
}

shunt_reason Outcome::reason() const {
  return counted.reasons.empty() ? SHUNT_REASON_NONE : static_cast<shunt_reason>(counted.reasons.begin()->first);
}

void Dataplane::SetUp() {
  if (const core::Result<void> available = program::Program::available(); !available)
    GTEST_SKIP() << available.error().message();
  ASSERT_TRUE(shared_program()) << shared_program().error().message();
}

program::Program& Dataplane::loaded() { return *shared_program(); }

Outcome Dataplane::send(const Bytes& frame, std::uint32_t ingress) {
  const given::State state = given.state();
  loaded().configure(state);
  Outcome out = run(loaded().fd(), frame, ingress);
  compare_with_reference(state, out, ingress);
  return out;
}

Outcome Dataplane::run(int program_fd, const Bytes& frame, std::uint32_t ingress) {
  const outcome::Counters before = loaded().counters();
  outcome::Run run;
  program::test_run(program_fd, frame, ingress, run);
  return {frame, run.verdict, std::move(run.frame), loaded().counters().since(before)};
}

void Dataplane::compare_with_reference(const given::State& state, const Outcome& out, std::uint32_t ingress) {
  outcome::Counters expected;
  const reference::Decision decision = reference::process(state, out.sent, ingress, expected);
  // The bytes of a dropped frame are nobody's: the program may have rewritten it before it found out.
  const bool same_bytes = out.verdict == Verdict::kDrop || out.frame == decision.frame;
  if (out.verdict == decision.verdict && same_bytes && out.counted == expected) return;
  ADD_FAILURE() << told(out).message() << "but the reference says " << to_string(decision.verdict) << ":\n"
                << packet::describe(decision.frame) << "\ncounted:\n"
                << expected.to_string();
}

}  // namespace shunt::dataplane
