// SPDX-License-Identifier: Apache-2.0
#include "daemon/notify.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>

#include "core/unique_fd.h"
#include "support/temporary_folder.h"

namespace shunt::daemon {
namespace {

/// What systemd does: a datagram socket under the name that NOTIFY_SOCKET says ('@': abstract).
class ServiceManager {
 public:
  explicit ServiceManager(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~ServiceManager() { ::unsetenv("NOTIFY_SOCKET"); }
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  [[nodiscard]] std::string heard() const {
    pollfd entry{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&entry, 1, 5000) != 1) return "(nothing)";
    std::array<char, 512> text{};
    const ssize_t length = ::recv(fd_.get(), text.data(), text.size(), 0);
    return {text.data(), static_cast<std::size_t>(length)};
  }

 private:
  core::UniqueFd fd_;
};

TEST(Notify, TellsTheServiceManagerUnderAPath) {
  const test::TemporaryFolder folder;
  const ServiceManager manager((folder.path() / "notify").string());
  notify("READY=1\nSTATUS=2 services");
  EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=2 services");
}

TEST(Notify, TellsTheServiceManagerUnderAnAbstractName) {
  const ServiceManager manager("@shunt-test-" + std::to_string(::getpid()));
  notify("STOPPING=1");
  EXPECT_EQ(manager.heard(), "STOPPING=1");
}

TEST(Notify, SaysWhenAReloadBegan) {
  const ServiceManager manager("@shunt-test-reload-" + std::to_string(::getpid()));
  notify_reloading();
  EXPECT_THAT(manager.heard(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

TEST(Notify, DoesNothingWhereNobodyListens) {
  notify("READY=1");
  ::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
  notify("READY=1");
  ::setenv("NOTIFY_SOCKET", std::string(200, 'a').c_str(), 1);
  notify("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace shunt::daemon
