// SPDX-License-Identifier: Apache-2.0
#include "dataplane/probe/namespace.h"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstdlib>

namespace shunt::dataplane {
namespace {

constexpr const char* kOwn = "/proc/thread-self/ns/net";

core::UniqueFd open_own() { return core::UniqueFd(::open(kOwn, O_RDONLY | O_CLOEXEC)); }

}  // namespace

core::Result<NetworkNamespace> NetworkNamespace::create() {
  auto outside = open_own();
  if (!outside.valid()) return core::Error::from_errno(std::string("cannot open ") + kOwn, errno);
  if (::unshare(CLONE_NEWNET) != 0)
    return core::Error::from_errno("cannot make a network namespace (it takes CAP_SYS_ADMIN)", errno);
  auto inside = open_own();
  const int error = errno;
  if (::setns(outside.get(), CLONE_NEWNET) != 0) std::abort();
  if (!inside.valid()) return core::Error::from_errno(std::string("cannot open ") + kOwn, error);
  return NetworkNamespace(std::move(inside), std::move(outside));
}

NetworkNamespace::Visit::Visit(const NetworkNamespace& destination) {
  if (::setns(destination.inside_.get(), CLONE_NEWNET) == 0) home_ = destination.outside_.get();
}

NetworkNamespace::Visit::~Visit() {
  if (home_ && ::setns(*home_, CLONE_NEWNET) != 0) std::abort();
}

}  // namespace shunt::dataplane
