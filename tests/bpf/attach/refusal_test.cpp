// SPDX-License-Identifier: Apache-2.0
// What does not go, and the line that says so.
#include <bpf/bpf.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach_test.h"
#include "count_program.h"
#include "dataplane/attach/alone.h"

namespace shunt::dataplane {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Refusal = AttachTest;

// A program as another tool would leave it there: XDP_PASS, without maps.
core::UniqueFd foreign_program() {
  const bpf_insn instructions[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 2},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  return core::UniqueFd(bpf_prog_load(BPF_PROG_TYPE_XDP, "someone_else", "GPL", instructions, 2, nullptr));
}

TEST_F(Refusal, LeavesTheProgramOfAnotherToolWhereItIsAndNamesIt) {
  const auto foreign = foreign_program();
  ASSERT_TRUE(attach_alone(foreign.get(), cable_->near_index(), Mode::kNative).done());
  const auto id = program_info(foreign.get())->id;

  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_FALSE(attached);
  EXPECT_EQ(attached.error().message(),
            "cannot attach XDP to atta: the program someone_else (id " + std::to_string(id) +
                ") is there without a dispatcher that could run both; remove it (ip link "
                "set dev atta xdp off), or load it by xdp-loader");
  EXPECT_FALSE(*detach(program.ownership(), cable_->near_index()));
  EXPECT_EQ(query(cable_->near_index())->main.id, id);
}

TEST_F(Refusal, TellsAnotherInstanceFromOurOwn) {
  const CountProgram other(1);
  ASSERT_TRUE(attach_alone(other.fd(), cable_->near_index(), Mode::kNative).done());
  const CountProgram program(2);
  const auto attached = attach(program.loaded(), program.ownership(), near_end());
  ASSERT_FALSE(attached);
  EXPECT_THAT(attached.error().message(), AllOf(HasSubstr("another instance of Shunt"), HasSubstr("--pin-dir")));
  EXPECT_FALSE(*detach(program.ownership(), cable_->near_index()));
}

TEST_F(Refusal, ReplacesNothingWhereNothingOfOursIs) {
  const CountProgram program(1);
  const auto replaced = replace(program.loaded(), program.ownership(), near_end());
  ASSERT_FALSE(replaced);
  EXPECT_THAT(replaced.error().message(), HasSubstr("no program of ours is on atta"));
}

TEST_F(Refusal, OfNativeModeNamesDriverAndRemedy) {
  const CountProgram program(1);
  const unsigned loopback = 1;
  const auto attached =
      attach(program.loaded(), program.ownership(), {.ifindex = loopback, .mode = model::AttachMode::kNative});
  ASSERT_FALSE(attached);
  EXPECT_THAT(attached.error().message(), AllOf(HasSubstr("cannot attach XDP to lo in native mode"),
                                                HasSubstr("has no native XDP: use --mode generic")));
}

TEST_F(Refusal, OfABigMtuHasTheKernelsWordsAndTheCommand) {
  const wire::VethPair jumbo("big", 9000);
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(),
                               {.ifindex = jumbo.near_index(), .mode = model::AttachMode::kNative});
  ASSERT_FALSE(attached);
  EXPECT_THAT(attached.error().message(),
              AllOf(HasSubstr("MTU is too large"), HasSubstr("ip link set dev PEER mtu")));
}

TEST_F(Refusal, OfABigMtuFallsBackToGenericWithThatWarning) {
  const wire::VethPair jumbo("big", 9000);
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), {.ifindex = jumbo.near_index()});
  ASSERT_TRUE(attached) << why(attached);
  EXPECT_EQ(attached->mode, Mode::kGeneric);
  EXPECT_THAT(attached->warnings, testing::ElementsAre(HasSubstr("ip link set dev PEER mtu")));
}

TEST_F(Refusal, NamesAnInterfaceThatDoesNotExist) {
  const CountProgram program(1);
  const auto attached = attach(program.loaded(), program.ownership(), {.ifindex = 4711});
  ASSERT_FALSE(attached);
  EXPECT_THAT(attached.error().message(), HasSubstr("there is no interface with number 4711"));
}

TEST_F(Refusal, KeepsTheOldModeIfTheNewOneDoesNotWork) {
  const CountProgram program(1);
  const unsigned loopback = 1;
  ASSERT_TRUE(attach(program.loaded(), program.ownership(), {.ifindex = loopback}));
  const auto changed =
      attach(program.loaded(), program.ownership(), {.ifindex = loopback, .mode = model::AttachMode::kNative});
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().message(), HasSubstr("it runs as before"));
  EXPECT_EQ(query(loopback)->mode, Mode::kGeneric);
  EXPECT_TRUE(*detach(program.ownership(), loopback));
}

void drop_capability(unsigned number) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  syscall(SYS_capget, &header, data);
  data[number / 32].effective &= ~(1U << (number % 32));
  syscall(SYS_capset, &header, data);
}

// In a child, which gives the capability up; it reports by its exit status.
TEST_F(Refusal, NamesTheCapabilityThatIsMissing) {
  const CountProgram program(1);
  const pid_t child = fork();
  if (child == 0) {
    drop_capability(CAP_NET_ADMIN);
    const auto attached = attach(program.loaded(), program.ownership(), near_end());
    const bool named = !attached && attached.error().message().find("give it CAP_NET_ADMIN") != std::string::npos;
    if (!named) fprintf(stderr, "%s\n", why(attached).c_str());
    _exit(named ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace shunt::dataplane
