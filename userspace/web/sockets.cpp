// SPDX-License-Identifier: Apache-2.0
#include "web/sockets.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

#include "net/endpoint.h"

namespace shunt::web {
namespace {

constexpr int kBacklog = 128;  // clients beyond our own limits wait here

/// bind(2) and listen(2); 0 or an errno.
int bind_and_listen(int fd, const sockaddr* address, socklen_t length) {
  return ::bind(fd, address, length) != 0 || ::listen(fd, kBacklog) != 0 ? errno : 0;
}

core::UniqueFd open_socket(int family) {
  return core::UniqueFd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

/// Makes `path` free to bind to: its folder exists, and a socket that a dead process left is gone.
core::Result<void> clear_way(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) return core::Error(fmt::format("cannot make the folder of {}: {}", path.string(), error.message()));
  const auto status = std::filesystem::symlink_status(path, error);
  if (!std::filesystem::exists(status)) return {};
  if (!std::filesystem::is_socket(status))
    return core::Error(fmt::format("{} is there and is no socket; remove it or use --socket", path.string()));
  if (!std::filesystem::remove(path, error))
    return core::Error(fmt::format("cannot remove the old socket {}: {}", path.string(), error.message()));
  return {};
}

}  // namespace

core::Result<core::UniqueFd> listen_unix(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof address.sun_path)
    return core::Error(fmt::format("the socket path {} is longer than the {} bytes that the kernel takes", text,
                                   sizeof address.sun_path - 1));
  std::copy(text.begin(), text.end(), address.sun_path);
  if (const auto clear = clear_way(path); !clear) return clear.error();
  auto fd = open_socket(AF_UNIX);
  const mode_t before = ::umask(0117);  // so that at no time the socket is open to more than owner and group
  const int error =
      fd.valid() ? bind_and_listen(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) : errno;
  ::umask(before);
  if (error != 0) return core::Error::from_errno("cannot listen on " + text, error);
  return fd;
}

core::Result<core::UniqueFd> listen_tcp(const model::Api::Listen& listen) {
  const net::Endpoint endpoint(listen.address, listen.port);
  auto fd = open_socket(endpoint.storage.ss_family);
  const int on = 1;
  if (fd.valid()) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const int error = fd.valid() ? bind_and_listen(fd.get(), endpoint.data(), endpoint.size) : errno;
  if (error == 0) return fd;
  return core::Error::from_errno(
      "cannot listen on " + net::endpoint_text(listen.address, listen.port) + " (api.listen)", error);
}

}  // namespace shunt::web
