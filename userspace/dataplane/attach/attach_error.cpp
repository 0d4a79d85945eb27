// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/attach_error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <string_view>

namespace shunt::dataplane {
namespace {

// Drivers word the same refusal differently; what they say is searched without regard to case.
bool mentions(const AttachFailure& failure, std::string_view word) {
  const auto& text = failure.kernel_message;
  const auto same = [](char left, char right) { return std::tolower(static_cast<unsigned char>(left)) == right; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool mentions_any(const AttachFailure& failure, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return mentions(failure, word); });
}

bool refused(const AttachFailure& failure) {
  return failure.error_number == EINVAL || failure.error_number == EOPNOTSUPP;
}

std::string no_permission(const AttachFailure& failure) {
  if (failure.missing_capabilities.empty())
    return "something beyond capabilities forbids it: a security module or the container's seccomp filter";
  return "run as root, or give it " + failure.missing_capabilities;
}

// igb, ixgbe, veth, virtio and mlx5 each limit the frame to one buffer; most say only EINVAL.
constexpr unsigned kMtuThatAllTake = 1500;

std::string too_big(const AttachFailure& failure) {
  // To a veth its own MTU is all the same: what its peer may send has to fit.
  if (mentions(failure, "peer mtu") || failure.device.driver == "veth")
    return "the MTU of the veth's peer is too big for XDP: ip link set dev PEER mtu " +
           std::to_string(kMtuThatAllTake) + " at the other end, or use --mode generic";
  std::string remedy = "the MTU is too big for XDP in this driver: ip link set dev " + failure.interface + " mtu ";
  remedy += failure.device.mtu > kMtuThatAllTake
                ? std::to_string(kMtuThatAllTake) + " (now " + std::to_string(failure.device.mtu) + ")"
                : "with a smaller value";
  return remedy + ", or use --mode generic";
}

// The part after the semicolon, for native mode; most certain knowledge first.
std::string native_remedy(const AttachFailure& failure) {
  const auto& name = failure.interface;
  const auto& device = failure.device;
  if (!device.lower_device.empty())
    return name + " is a VLAN device: attach to " + device.lower_device + ", VLAN tags are read there";
  if (mentions(failure, "more queues than processors"))
    return "give it no more than there are processors: ethtool -L " + name + " combined N, or use --mode generic";
  // virtio says "host": it is the hypervisor that merges frames, and here nothing can stop it.
  if (mentions(failure, "host is implementing"))
    return "the hypervisor merges frames for this port: switch that off there (QEMU: guest_tso4=off,"
           "guest_tso6=off,guest_ecn=off,guest_ufo=off,guest_csum=off; libvirt: <guest tso4='off' .../>), "
           "or use --mode generic";
  if (mentions(failure, "gro_hw")) return "turn hardware GRO off: ethtool -K " + name + " rx-gro-hw off";
  if (mentions(failure, "lro") || (device.large_receive_offload && refused(failure)))
    return "turn large receive offload off: ethtool -K " + name + " lro off";
  if (mentions(failure, "peer tx queues"))
    return "a veth needs as many receive queues as its peer has transmit queues: ethtool -L " + name +
           " rx N, or ethtool -L PEER tx 1";
  if (mentions_any(failure, {"queue", "channel", "tx ring"}) || failure.error_number == ENOSPC)
    return "the card has too few queues left for XDP: ethtool -L " + name +
           " combined N with a smaller N, or use --mode generic";
  if (mentions_any(failure, {"mtu", "buffer size", "frame size", "too big", "too large"}) ||
      failure.error_number == ERANGE || (failure.error_number == EINVAL && device.mtu > kMtuThatAllTake))
    return too_big(failure);
  if (failure.error_number == EOPNOTSUPP)
    return "the driver" + (device.driver.empty() ? "" : " " + device.driver) +
           " has no native XDP: use --mode generic";
  return "the reason may be in the kernel log: dmesg; --mode generic works with any driver";
}

std::string remedy(const AttachFailure& failure) {
  switch (failure.error_number) {
    case EPERM:
    case EACCES: return no_permission(failure);
    case ENODEV:
    case ENXIO: return "it has gone: ip link shows what there is";
    case EBUSY:
    case EEXIST:
      if (mentions(failure, "upper device"))
        return "the bridge or bond above " + failure.interface + " has a program: detach that one first";
      return "another XDP program is there: ip link set dev " + failure.interface + " xdp off removes it";
    case ENOSYS: return "this kernel has no BPF: Shunt needs Linux 6.1 or newer with CONFIG_BPF_SYSCALL";
    default: break;
  }
  if (failure.mode == Mode::kGeneric) return "the reason may be in the kernel log: dmesg";
  return native_remedy(failure);
}

}  // namespace

core::Error explain(const AttachFailure& failure) {
  std::string what =
      "cannot attach XDP to " + failure.interface + " in " + std::string(to_string(failure.mode)) + " mode";
  auto error = core::Error::from_errno(what, failure.error_number);
  std::string text = error.message();
  if (!failure.kernel_message.empty()) text += " (" + failure.kernel_message + ")";
  return core::Error(text + "; " + remedy(failure));
}

bool generic_may_work(const AttachFailure& failure) {
  constexpr std::array kHopeless{EPERM, EACCES, ENODEV, ENXIO, EBUSY, EEXIST, ENOSYS};
  return std::ranges::find(kHopeless, failure.error_number) == kHopeless.end();
}

}  // namespace shunt::dataplane
