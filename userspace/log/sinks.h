// SPDX-License-Identifier: Apache-2.0
// Where lines go, as sinks of spdlog: the payload of a message is written as it is. None blocks for long: a log
// that nobody reads holds up no health check.
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::log {

class Sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  /// Lines that could not be written since this was asked last.
  std::uint64_t take_lost() { return lost_.exchange(0); }

 protected:
  virtual bool write(std::string_view line) = 0;

 private:
  void sink_it_(const spdlog::details::log_msg& message) final {
    if (!write({message.payload.data(), message.payload.size()})) ++lost_;
  }
  void flush_() final {}

  std::atomic<std::uint64_t> lost_ = 0;
};

/// A file, terminal, pipe or socket that somebody else may read. Waits up to kPatience for a reader that does not
/// keep up, and then no more until it does.
class StreamSink : public Sink {
 public:
  static constexpr int kPatience = 200;  ///< ms

  explicit StreamSink(int fd) : fd_(fd) {}

 private:
  bool write(std::string_view line) override;

  int fd_;
  bool stuck_ = false;
};

/// systemd-journald, by its native protocol: a datagram a message (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).
class JournalSink : public Sink {
 public:
  static constexpr const char* kSocket = "/run/systemd/journal/socket";

  /// Error: no journal listens there.
  static core::Result<std::shared_ptr<JournalSink>> open(const std::filesystem::path& socket = kSocket);

 private:
  JournalSink(std::filesystem::path socket, core::UniqueFd fd) : socket_(std::move(socket)), fd_(std::move(fd)) {}
  bool write(std::string_view message) override;

  std::filesystem::path socket_;
  core::UniqueFd fd_;
};

/// Whether `fd` is the stream to the journal that systemd gave a service: systemd.exec(5), JOURNAL_STREAM. A child
/// whose output was redirected inherits the variable and not the stream.
bool is_journal_stream(int fd);

}  // namespace shunt::log
