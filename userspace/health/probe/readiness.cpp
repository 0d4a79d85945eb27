// SPDX-License-Identifier: Apache-2.0
#include "health/probe/readiness.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <utility>

namespace shunt::health {

Readiness::Readiness(boost::asio::io_context& loop) : epoll_(loop) {
  boost::system::error_code error;
  epoll_.assign(::epoll_create1(EPOLL_CLOEXEC), error);  // watch() tells of an error
}

Readiness::~Readiness() { *alive_ = false; }

int Readiness::watch(int fd, Watcher& watcher, bool again) {
  const auto place = static_cast<std::size_t>(fd);
  if (watchers_.size() <= place) watchers_.resize(place + 1);
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.fd = fd}};
  if (!again && ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &event) != 0) return errno;
  watchers_[place] = &watcher;
  ++watched_;
  listen();
  return 0;
}

void Readiness::unwatch(int fd) {
  watchers_[static_cast<std::size_t>(fd)] = nullptr;
  if (--watched_ == 0) epoll_.cancel();
}

void Readiness::listen() {
  if (std::exchange(listening_, true)) return;
  epoll_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                    [this, alive = alive_](const boost::system::error_code& error) {
                      if (!*alive) return;
                      listening_ = false;
                      if (!error) tell();
                      if (*alive && watched_ != 0) listen();
                    });
}

// A portion, for the loop has others to serve: what is left is told when it comes round again.
void Readiness::tell() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  const auto alive = alive_;
  for (int i = 0; i < count && *alive; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (Watcher* watcher = watchers_[static_cast<std::size_t>(event.data.fd)]) watcher->changed(event.events);
  }
}

}  // namespace shunt::health
