// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/load_error.h"

#include <gmock/gmock.h>

#include <cerrno>

namespace shunt::dataplane {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kVerifierLog =
    "libbpf: prog 'shunt_forward': BPF program load failed: Permission denied\n"
    "libbpf: prog 'shunt_forward': -- BEGIN PROG LOAD LOG --\n"
    "0: R1=ctx() R10=fp0\n"
    "R3 offset is outside of the packet\n"
    "processed 546 insns (limit 1000000)\n"
    "-- END PROG LOAD LOG --\n";

std::string said(int error_number, std::string_view log = {}, std::string_view missing = {}) {
  return explain_load("shunt_forward", error_number, log, missing).message();
}

TEST(LoadError, NamesTheCapabilitiesThatAreMissing) {
  EXPECT_EQ(said(EPERM, {}, "CAP_BPF"),
            "cannot load the program shunt_forward: Operation not permitted; run as root, or give it CAP_BPF");
}

TEST(LoadError, HasTheWholeLogOfTheVerifier) {
  EXPECT_THAT(said(EACCES, kVerifierLog),
              AllOf(HasSubstr("kernel's version"), HasSubstr("R3 offset is outside"), HasSubstr("processed 546")));
}

TEST(LoadError, IsOneLineWhereTheReasonIsPlain) {
  for (const int error_number : {EPERM, ENOSYS, ENOMEM, E2BIG})
    EXPECT_THAT(said(error_number, "libbpf: failed to load object\n"), Not(HasSubstr("\n")));
  EXPECT_THAT(said(ENOMEM), HasSubstr("lower `limits`"));
  EXPECT_THAT(said(ENOSYS), HasSubstr("has no BPF"));
}

TEST(LoadError, TakesAProgramThatIsTooLargeForAMatterOfTheVerifier) {
  EXPECT_THAT(said(E2BIG, kVerifierLog), Not(HasSubstr("limits")));
}

TEST(LoadError, ShowsWhatLibbpfSaidOfTheUnexpected) {
  EXPECT_THAT(said(EINVAL, "libbpf: map 'slots': failed to create\n"), HasSubstr("map 'slots'"));
  EXPECT_EQ(said(EINVAL),
            "cannot load the program shunt_forward: Invalid argument; Shunt needs Linux 6.1 or newer");
}

TEST(VerifierVerdict, IsTheLastLineBeforeTheStatistics) {
  EXPECT_EQ(verifier_verdict(kVerifierLog), "R3 offset is outside of the packet");
  EXPECT_EQ(verifier_verdict("libbpf: map 'slots': failed to create\n"), "");
}

}  // namespace
}  // namespace shunt::dataplane
