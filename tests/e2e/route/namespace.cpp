// SPDX-License-Identifier: Apache-2.0
#include "e2e/route/namespace.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <thread>

namespace shunt::testing {
namespace {

core::UniqueFd current() { return core::UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)); }

}  // namespace

std::optional<Namespace> Namespace::create() {
  core::UniqueFd fd;
  // In a thread of its own: the caller stays where it is.
  std::thread([&fd] {
    if (::unshare(CLONE_NEWNET) == 0) fd = current();
  }).join();
  if (!fd.valid()) return std::nullopt;
  return Namespace(std::move(fd));
}

std::string Namespace::path() const {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd_.get());
}

std::string Namespace::run(const std::string& command) const {
  std::string output;
  inside([&] {
    FILE* pipe = ::popen(command.c_str(), "re");  // the child inherits the thread's namespace
    ASSERT_NE(pipe, nullptr);
    std::array<char, 4096> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
      output.append(part.data(), size);
    EXPECT_EQ(::pclose(pipe), 0) << command;
  });
  return output;
}

void Namespace::inside(const std::function<void()>& function) const {
  const core::UniqueFd outside = current();
  ASSERT_EQ(::setns(fd_.get(), CLONE_NEWNET), 0);
  function();
  ASSERT_EQ(::setns(outside.get(), CLONE_NEWNET), 0);
}

}  // namespace shunt::testing
