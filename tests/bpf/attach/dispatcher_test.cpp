// SPDX-License-Identifier: Apache-2.0
// Beside other programs. Skipped where the kernel does not let one program replace a function of another; the VM
// tests run these on stock kernels.
#include "dataplane/attach/dispatcher.h"

#include <filesystem>

#include "attach_test.h"
#include "count_program.h"
#include "dataplane/attach/stale_pins.h"
#include "dataplane/forwarder/forwarder.h"

namespace shunt::dataplane {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Two programs that share no map: each takes the other for another's.
class Dispatcher : public AttachTest {
 protected:
  void SetUp() override {
    AttachTest::SetUp();
    if (IsSkipped()) return;
    if (!dispatcher_refusal().empty()) GTEST_SKIP() << dispatcher_refusal();
  }

  Attachment attached(const CountProgram& program, unsigned run_priority = kRunPriority) {
    auto request = near_end();
    request.run_priority = run_priority;
    const auto attachment = attach(program.loaded(), program.ownership(), request);
    EXPECT_TRUE(attachment) << why(attachment);
    return attachment ? *attachment : Attachment{};
  }

  static std::uint64_t count(const CountProgram& program) { return count_of_all(program.frames_fd()); }
};

TEST_F(Dispatcher, RunsOursBesideAnotherThatPasses) {
  const CountProgram other(1, -1, CountProgram::Verdict::kPass);
  const CountProgram ours(2);
  EXPECT_TRUE(attached(other, 40).dispatcher);
  EXPECT_TRUE(attached(ours).dispatcher);
  EXPECT_THAT(query(cable_->near_index())->programs, SizeIs(2));
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(ours.frames_fd(), 10));
  EXPECT_EQ(count(other), 10U);
}

TEST_F(Dispatcher, HidesFromLaterProgramsWhatOursTakes) {
  const CountProgram other(1);
  const CountProgram ours(2);
  attached(ours, 40);
  attached(other);
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(ours.frames_fd(), 10));
  EXPECT_EQ(count(other), 0U);
}

TEST_F(Dispatcher, DetachLeavesTheOther) {
  const CountProgram other(1);
  const CountProgram ours(2);
  attached(other);
  attached(ours);
  const auto taken = detach(ours.ownership(), cable_->near_index());
  ASSERT_TRUE(taken) << why(taken);
  EXPECT_TRUE(*taken);
  const auto present = query(cable_->near_index());
  ASSERT_THAT(present->programs, SizeIs(1));
  EXPECT_TRUE(other.ownership().owns(present->programs[0]));
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(other.frames_fd(), 10));
}

TEST_F(Dispatcher, ReplacementLeavesTheOtherAndOneOfOurs) {
  const CountProgram other(1, -1, CountProgram::Verdict::kPass);
  const CountProgram older(2);
  attached(other, 40);
  attached(older);
  const CountProgram newer(3, older.frames_fd());
  const auto replaced = replace(newer.loaded(), older.ownership(), near_end());
  ASSERT_TRUE(replaced) << why(replaced);
  EXPECT_THAT(replaced->warnings, IsEmpty());
  EXPECT_THAT(query(cable_->near_index())->programs, SizeIs(2));
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(newer.frames_fd(), 10));
  EXPECT_EQ(count_of(newer.frames_fd(), 3), 10U);
}

/// The forwarding program moves the start of packets, which newer kernels allow only in newer dispatchers.
class ForwardingInDispatcher : public Dispatcher {
 protected:
  void SetUp() override {
    Dispatcher::SetUp();
    if (IsSkipped()) return;
    const model::Limits limits;
    auto loaded = Forwarder::load(map_sizes(limits, slot_limit(limits, 0)));
    ASSERT_TRUE(loaded) << why(loaded);
    forwarder_ = *std::move(loaded);
    ASSERT_TRUE(ours_.add(forwarder_->program_fd()));
  }

  [[nodiscard]] core::Result<Attachment> attach_forwarder() const {
    return attach(forwarder_->program(), ours_, near_end());
  }

  static constexpr const char* kTooOld =
      "this kernel wants a dispatcher from a libxdp newer than May 2025 (xdp-tools #509)";
  std::unique_ptr<Forwarder> forwarder_;
  Ownership ours_{"shunt_forward"};
};

TEST_F(ForwardingInDispatcher, RunsAloneAndSaysWhyIfTheDispatcherIsTooOldForTheKernel) {
  const auto attachment = attach_forwarder();
  ASSERT_TRUE(attachment) << why(attachment);
  EXPECT_EQ(attachment->mode, Mode::kNative);
  EXPECT_THAT(attachment->warnings, IsEmpty());
  EXPECT_EQ(attachment->alone_because, attachment->dispatcher ? "" : kTooOld);
  EXPECT_TRUE(*detach(ours_, cable_->near_index()));
}

TEST_F(ForwardingInDispatcher, LeavesOthersInPeaceIfTheDispatcherIsTooOldForTheKernel) {
  const CountProgram other(1, -1, CountProgram::Verdict::kPass);
  attached(other, 40);
  const auto attachment = attach_forwarder();
  EXPECT_THAT(query(cable_->near_index())->programs, SizeIs(attachment ? 2 : 1));
  if (!attachment) {
    EXPECT_THAT(attachment.error().message(),
                AllOf(HasSubstr(kTooOld), HasSubstr("xdp-loader unload atta --all")));
  }
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(other.frames_fd(), 10));
}

TEST_F(Dispatcher, PinsOfAnInterfaceThatHasGoneAreReleased) {
  const CountProgram ours(1);
  EXPECT_EQ(*release_stale_pins(ours.ownership()), 0U);
  attached(ours);
  EXPECT_EQ(*release_stale_pins(ours.ownership()), 0U) << "the interface is still there";
  cable_.reset();
  EXPECT_EQ(*release_stale_pins(ours.ownership()), 1U);
  EXPECT_EQ(*release_stale_pins(ours.ownership()), 0U);
}

}  // namespace
}  // namespace shunt::dataplane
