// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/attach_error.h"

#include <gmock/gmock.h>

#include <cerrno>

namespace shunt::dataplane {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

AttachFailure native(int error_number, std::string kernel_message = {}) {
  AttachFailure failure;
  failure.interface = "eth0";
  failure.error_number = error_number;
  failure.kernel_message = std::move(kernel_message);
  failure.device = {.driver = "igb", .mtu = 1500};
  return failure;
}

std::string said(const AttachFailure& failure) { return explain(failure).message(); }

TEST(AttachError, IsOneLineWithObjectReasonAndRemedy) {
  EXPECT_EQ(
      said(native(EOPNOTSUPP, "Underlying driver does not support XDP in native mode")),
      "cannot attach XDP to eth0 in native mode: Operation not supported (Underlying driver does not support "
      "XDP in native mode); the driver igb has no native XDP: use --mode generic");
}

TEST(AttachError, NamesTheCapabilitiesThatAreMissing) {
  auto failure = native(EPERM);
  failure.missing_capabilities = "CAP_NET_ADMIN, CAP_BPF";
  EXPECT_THAT(said(failure), HasSubstr("run as root, or give it CAP_NET_ADMIN, CAP_BPF"));
  EXPECT_FALSE(generic_may_work(failure));
}

TEST(AttachError, SaysThatSomethingElseForbidsWhatCapabilitiesAllow) {
  EXPECT_THAT(said(native(EPERM)), AllOf(HasSubstr("security module"), Not(HasSubstr("as root"))));
}

TEST(AttachError, KnowsLargeReceiveOffloadByTheKernelsWordsAndByTheDevice) {
  EXPECT_THAT(said(native(EINVAL, "can't set XDP while LRO is on, disable LRO first")),
              HasSubstr("ethtool -K eth0 lro off"));
  auto silent = native(EINVAL);
  silent.device.large_receive_offload = true;
  EXPECT_THAT(said(silent), HasSubstr("ethtool -K eth0 lro off"));
}

TEST(AttachError, DoesNotTakeHardwareGroForLro) {
  EXPECT_THAT(said(native(EOPNOTSUPP, "disable GRO_HW first")), HasSubstr("ethtool -K eth0 rx-gro-hw off"));
}

// virtio_net, where the guest cannot switch the hypervisor's offloads off.
TEST(AttachError, SendsToTheHypervisorForItsOffloads) {
  EXPECT_THAT(said(native(EOPNOTSUPP, "Can't set XDP while host is implementing GRO_HW/CSUM, disable first")),
              AllOf(HasSubstr("guest_tso4=off"), Not(HasSubstr("ethtool"))));
}

TEST(NativeHazard, IsVirtioWithMoreQueuesThanProcessorsAndNoneToReserve) {
  const auto virtio = [](unsigned queues, unsigned most) {
    return DeviceFacts{.driver = "virtio_net", .mtu = 1500, .queues = queues, .queues_at_most = most};
  };
  EXPECT_THAT(native_hazard(virtio(4, 4), 2), HasSubstr("4 and 2"));
  EXPECT_EQ(native_hazard(virtio(4, 6), 2), "") << "two are reserved";
  EXPECT_EQ(native_hazard(virtio(2, 2), 2), "") << "shared, under a lock";
  EXPECT_EQ(native_hazard({.driver = "igb", .mtu = 1500, .queues = 4, .queues_at_most = 4}, 2), "");
}

// A port of a bridge.
TEST(AttachError, DoesNotBlameAProgramOfTheDeviceAbove) {
  EXPECT_THAT(said(native(EEXIST, "Cannot attach when an upper device already has a program")),
              AllOf(HasSubstr("bridge or bond above eth0"), Not(HasSubstr("xdp off"))));
}

// veth: fewer queues would not help.
TEST(AttachError, KnowsThatAVethNeedsAQueueForEachOfItsPeers) {
  EXPECT_THAT(said(native(ENOSPC, "XDP expects number of rx queues not less than peer tx queues")),
              HasSubstr("ethtool -L eth0 rx N"));
}

// A smaller MTU of its own would not help (tried on 6.1 and 6.12).
TEST(AttachError, SendsToThePeerOfAVethForItsMtu) {
  auto failure = native(ERANGE, "veth: Peer MTU is too large to set XDP");
  failure.device = {.driver = "veth", .mtu = 9000};
  const auto at_the_peer =
      AllOf(HasSubstr("ip link set dev PEER mtu 1500 at the other end"), Not(HasSubstr("eth0 mtu")));
  EXPECT_THAT(said(failure), at_the_peer);
  failure.kernel_message.clear();
  EXPECT_THAT(said(failure), at_the_peer);
}

TEST(AttachError, KnowsAnMtuThatIsTooBig) {
  auto silent = native(EINVAL);
  silent.device.mtu = 9000;
  EXPECT_THAT(said(silent), HasSubstr("ip link set dev eth0 mtu 1500 (now 9000)"));
  EXPECT_THAT(said(native(EINVAL, "igb: The RX buffer size is too small for the frame size.")),
              HasSubstr("the MTU is too big"));
}

TEST(AttachError, KnowsTooFewQueues) {
  EXPECT_THAT(said(native(ENOMEM, "Too few free TX rings available")), HasSubstr("ethtool -L eth0 combined N"));
  EXPECT_THAT(said(native(ENOSPC)), HasSubstr("ethtool -L eth0 combined N"));
}

TEST(AttachError, SendsVlanDevicesToTheOneBelow) {
  auto failure = native(EOPNOTSUPP);
  failure.interface = "eth0.7";
  failure.device.lower_device = "eth0";
  EXPECT_THAT(said(failure), HasSubstr("eth0.7 is a VLAN device: attach to eth0"));
}

TEST(AttachError, SaysHowToRemoveAnotherProgram) {
  for (const int error_number : {EBUSY, EEXIST}) {
    EXPECT_THAT(said(native(error_number)), HasSubstr("ip link set dev eth0 xdp off"));
    EXPECT_FALSE(generic_may_work(native(error_number)));
  }
}

TEST(AttachError, SaysThatTheInterfaceHasGone) { EXPECT_THAT(said(native(ENODEV)), HasSubstr("it has gone")); }

TEST(AttachError, SaysThatTheKernelHasNoBpf) {
  EXPECT_THAT(said(native(ENOSYS)), HasSubstr("6.1 or newer with CONFIG_BPF_SYSCALL"));
}

TEST(AttachError, SuggestsGenericModeOnlyForNativeFailures) {
  auto failure = native(EINVAL);
  EXPECT_TRUE(generic_may_work(failure));
  EXPECT_THAT(said(failure), HasSubstr("--mode generic"));
  failure.mode = Mode::kGeneric;
  EXPECT_THAT(said(failure), AllOf(HasSubstr("in generic mode"), Not(HasSubstr("--mode generic"))));
}

}  // namespace
}  // namespace shunt::dataplane
