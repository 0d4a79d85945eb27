// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shunt::web {

/// One event as it goes over the wire, made once for all who get it.
struct Frame {
  std::string event;                        ///< its name
  std::shared_ptr<const std::string> text;  ///< never null
};

/// What one client still has to get. Of each event only the newest: who reads slowly misses states in between, and
/// never makes us hold more than kMost frames, each shared with all others.
class FrameQueue {
 public:
  static constexpr std::size_t kMost = 8;

  /// Takes the place of a waiting frame of the same event; of more than kMost events the oldest gives way.
  void push(const Frame& frame) {
    std::erase_if(frames_, [&](const Frame& waiting) { return waiting.event == frame.event; });
    if (frames_.size() >= kMost) frames_.erase(frames_.begin());
    frames_.push_back(frame);
  }

  /// The oldest; nothing if there is none.
  std::optional<Frame> pop() {
    if (frames_.empty()) return std::nullopt;
    Frame first = std::move(frames_.front());
    frames_.erase(frames_.begin());
    return first;
  }

 private:
  std::vector<Frame> frames_;
};

}  // namespace shunt::web
