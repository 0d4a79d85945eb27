// SPDX-License-Identifier: Apache-2.0
// One epoll for the descriptors of all probes. Asio would add, arm and remove each of them for each probe: four
// system calls where none is needed, as a TCP socket serves many probes and stays registered from its first to its
// last.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace shunt::health {

/// Who is told that its descriptor may be ready.
class Watcher {
 public:
  /// The state of the descriptor has changed, or that of one of before with its number: what is said is a hint.
  /// @param events EPOLLIN, EPOLLOUT, EPOLLERR, ...
  virtual void changed(std::uint32_t events) = 0;

 protected:
  ~Watcher() = default;
};

class Readiness {
 public:
  explicit Readiness(boost::asio::io_context& loop);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  /// Tells `watcher` of each change from now on (edges: read or write until EAGAIN before waiting), and soon how
  /// it is now, until unwatch(). Closing the descriptor ends that, too.
  /// @param again whether this descriptor was watched before, and not closed since
  /// @return 0, or an errno
  int watch(int fd, Watcher& watcher, bool again);
  void unwatch(int fd);

 private:
  void listen();
  void tell();

  boost::asio::posix::stream_descriptor epoll_;
  std::vector<Watcher*> watchers_;  ///< by descriptor
  std::size_t watched_ = 0;         ///< none: the loop is not kept waiting
  bool listening_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace shunt::health
