// SPDX-License-Identifier: Apache-2.0
// Attaching without a dispatcher, or whatever form this kernel gives: what an operator sees is the same.
#include <bpf/bpf.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "attach_test.h"
#include "count_program.h"

namespace shunt::dataplane {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Attach = AttachTest;

TEST_F(Attach, IsNativeWhereTheDriverHasIt) {
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_TRUE(attached) << why(attached);
  EXPECT_EQ(attached->mode, Mode::kNative);
  EXPECT_EQ(attached->interface, "atta");
  EXPECT_THAT(attached->warnings, IsEmpty());

  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(program.frames_fd(), 10));
  const auto present = query(cable_->near_index());
  ASSERT_TRUE(present) << why(present);
  EXPECT_EQ(present->mode, Mode::kNative);
  EXPECT_EQ(present->dispatcher, attached->dispatcher);
  ASSERT_EQ(present->programs.size(), 1U);
  EXPECT_EQ(present->programs[0].name, "shunt_count");
  EXPECT_EQ(present->programs[0].id, attached->program_id);
}

TEST_F(Attach, AloneIsTheVeryProgramThatIsPinnedAndTested) {
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_TRUE(attached) << why(attached);
  if (attached->dispatcher) GTEST_SKIP() << "this kernel has the dispatcher";
  EXPECT_EQ(attached->program_id, program.id());
}

TEST_F(Attach, AloneSaysWhyAlsoOfAReplacement) {
  const CountProgram first(1);
  const CountProgram second(2);
  const auto attached = attach(first.loaded(), first.ownership(), near_end());
  ASSERT_TRUE(attached) << why(attached);
  EXPECT_EQ(attached->alone_because.empty(), attached->dispatcher);
  const auto replaced = replace(second.loaded(), first.ownership(), near_end());
  ASSERT_TRUE(replaced) << why(replaced);
  EXPECT_EQ(replaced->alone_because.empty(), replaced->dispatcher);
}

TEST_F(Attach, IsGenericWhereAskedFor) {
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), near_end(model::AttachMode::kGeneric));
  ASSERT_TRUE(attached) << why(attached);
  EXPECT_EQ(attached->mode, Mode::kGeneric);
  EXPECT_THAT(attached->warnings, IsEmpty());
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(program.frames_fd(), 10));
}

TEST_F(Attach, IsGenericWithAWarningWhereTheDriverHasNoNativeMode) {
  const CountProgram program(1);
  const unsigned loopback = 1;
  const auto attached = attach(program.loaded(), program.ownership(), {.ifindex = loopback});
  ASSERT_TRUE(attached) << why(attached);
  EXPECT_EQ(attached->mode, Mode::kGeneric);
  EXPECT_THAT(attached->warnings, ElementsAre(HasSubstr("lo runs in generic mode")));
  EXPECT_TRUE(detach(program.ownership(), loopback));
}

TEST_F(Attach, TwiceIsOnce) {
  const CountProgram program(1);
  const auto first = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_TRUE(first) << why(first);
  const auto second = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_TRUE(second) << why(second);
  const auto present = query(cable_->near_index());
  ASSERT_TRUE(present) << why(present);
  EXPECT_EQ(present->programs.size(), 1U);
}

// The process that attached it is gone with all its descriptors, by a signal that it cannot handle.
TEST_F(Attach, OutlivesTheProcessThatAttached) {
  const pid_t child = fork();
  if (child == 0) {
    const CountProgram program(1);
    const auto attached = attach(program.loaded(), program.ownership(), near_end());
    raise(attached ? SIGKILL : SIGABRT);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);

  const auto present = query(cable_->near_index());
  ASSERT_TRUE(present) << why(present);
  ASSERT_EQ(present->programs.size(), 1U);
  // One is its constants, which two loads share only if the loader says so; the other is `frames`.
  Ownership ours("shunt_count");
  const auto left = open_program(present->programs[0].id);
  ASSERT_TRUE(left && ours.add(left->get()));
  const CountProgram adopter(2);
  const auto adopted = replace(adopter.loaded(), ours, near_end());
  ASSERT_TRUE(adopted) << why(adopted);
  send(counted_frame(), 10);
  EXPECT_TRUE(wait_for_count(adopter.frames_fd(), 10));
}

// Frames come in windows below the length of a veth queue, so that none is lost but by the replacement itself.
TEST_F(Attach, ReplacementLosesNoFrame) {
  const CountProgram first(0);
  ASSERT_TRUE(attach(first.loaded(), first.ownership(), near_end()));
  std::atomic<bool> stop = false;
  std::uint64_t sent = 0;
  std::thread traffic([&] {
    const auto frame = counted_frame();
    constexpr unsigned kWindow = 64;
    while (!stop.load()) {
      send(frame, kWindow);
      sent += kWindow;
      if (!wait_for_count(first.frames_fd(), sent)) return;
    }
  });
  constexpr std::uint32_t kReplacements = 40;
  for (std::uint32_t mark = 1; mark <= kReplacements; ++mark) {
    const CountProgram next(mark, first.frames_fd());
    const auto replaced = replace(next.loaded(), first.ownership(), near_end());
    ASSERT_TRUE(replaced) << why(replaced);
    EXPECT_TRUE(wait_for_count(first.frames_fd(), count_of_all(first.frames_fd()) + 1));
  }
  stop = true;
  traffic.join();
  EXPECT_EQ(count_of_all(first.frames_fd()), sent);
  EXPECT_GT(count_of(first.frames_fd(), kReplacements), 0U);
}

TEST_F(Attach, DetachTakesOnlyOurs) {
  const CountProgram program(1);
  ASSERT_TRUE(attach(program.loaded(), program.ownership(), near_end()));
  const auto taken = detach(program.ownership(), cable_->near_index());
  ASSERT_TRUE(taken) << why(taken);
  EXPECT_TRUE(*taken);
  const auto again = detach(program.ownership(), cable_->near_index());
  ASSERT_TRUE(again) << why(again);
  EXPECT_FALSE(*again);
  EXPECT_TRUE(query(cable_->near_index())->empty());
}

TEST_F(Attach, ChangesTheModeWhenAskedAndSaysWhatThatCost) {
  const CountProgram program(1);
  ASSERT_TRUE(attach(program.loaded(), program.ownership(), near_end(model::AttachMode::kGeneric)));
  const auto changed = attach(program.loaded(), program.ownership(), near_end(model::AttachMode::kNative));
  ASSERT_TRUE(changed) << why(changed);
  EXPECT_EQ(changed->mode, Mode::kNative);
  EXPECT_THAT(changed->warnings, ElementsAre(HasSubstr("atta changed to native mode")));
}

TEST_F(Attach, KeepsTheModeWhenNotAsked) {
  const CountProgram program(1);
  ASSERT_TRUE(attach(program.loaded(), program.ownership(), near_end(model::AttachMode::kGeneric)));
  const auto kept = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_TRUE(kept) << why(kept);
  EXPECT_EQ(kept->mode, Mode::kGeneric);
}

}  // namespace
}  // namespace shunt::dataplane
