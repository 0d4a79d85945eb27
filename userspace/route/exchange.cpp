// SPDX-License-Identifier: Apache-2.0
#include "route/exchange.h"

#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "route/decode.h"

namespace shunt::route {
namespace {

// Answers wait in the socket's buffer, each in a little less than 1 KiB of kernel memory: a window of them must
// fit the least receive buffer that distributions set (208 KiB).
constexpr std::size_t kWindow = 128;
constexpr int kAttempts = 4;

}  // namespace

core::Result<void> Exchange::ask_window(std::span<const std::size_t> indices, const Write& write,
                                        const OnAnswer& on_answer, std::vector<bool>& answered) {
  const std::uint32_t first = next_sequence_;
  next_sequence_ += static_cast<std::uint32_t>(indices.size());
  buffer_.clear();
  for (std::size_t i = 0; i < indices.size(); ++i)
    write(buffer_, first + static_cast<std::uint32_t>(i), indices[i]);
  if (auto sent = socket_.send(buffer_.bytes()); !sent) return sent;
  for (;;) {
    const auto received = socket_.receive([&](const Message& message) {
      const std::uint32_t offset = message.sequence - first;  // unsigned: late answers of before are out of range
      if (offset >= indices.size() || answered[indices[offset]]) return;
      answered[indices[offset]] = true;
      on_answer(indices[offset], message);
    });
    if (!received) return received.error();
    if (*received == NetlinkSocket::Received::kNothing) return {};
  }
}

core::Result<std::size_t> Exchange::ask(std::size_t count, const Write& write, const OnAnswer& on_answer) {
  std::vector<bool> answered(count, false);
  std::vector<std::size_t> open(count);
  for (std::size_t i = 0; i < count; ++i) open[i] = i;
  for (int attempt = 0; attempt < kAttempts && !open.empty(); ++attempt) {
    const std::span<const std::size_t> all(open);
    for (std::size_t start = 0; start < all.size(); start += kWindow) {
      const auto window = all.subspan(start, std::min(kWindow, all.size() - start));
      if (auto asked = ask_window(window, write, on_answer, answered); !asked) return asked.error();
    }
    std::erase_if(open, [&](std::size_t index) { return answered[index]; });
  }
  return open.size();
}

core::Result<void> Exchange::dump(const std::function<void(RequestBuffer&, std::uint32_t)>& write,
                                  const std::function<void()>& on_start, const OnMessage& on_part) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::uint32_t sequence = next_sequence_++;
    buffer_.clear();
    write(buffer_, sequence);
    on_start();
    if (auto sent = socket_.send(buffer_.bytes()); !sent) return sent;
    const auto outcome = read_dump(sequence, on_part);
    if (!outcome) return outcome.error();
    if (*outcome == Outcome::kComplete) return {};
  }
  return core::Error("rtnetlink dump: what it lists changes faster than it can be read");
}

core::Result<Exchange::Outcome> Exchange::read_dump(std::uint32_t sequence, const OnMessage& on_part) {
  bool consistent = true;
  std::optional<int> end;  // errno, positive; 0: complete
  while (!end) {
    const auto received = socket_.receive([&](const Message& message) {
      if (message.sequence != sequence) return;
      if ((message.flags & NLM_F_DUMP_INTR) != 0) consistent = false;
      if (message.type == NLMSG_DONE) {
        const int result = fixed_header<int>(message.payload).value_or(0);
        end = result < 0 ? -result : 0;
      } else if (const auto error = decode_error(message)) {
        end = *error == 0 ? EBADMSG : *error;
      } else {
        on_part(message);
      }
    });
    if (!received) return received.error();
    // The next part is put into the buffer while one is read: to find none is as bad as to lose one.
    if (*received != NetlinkSocket::Received::kMessages) return Outcome::kAgain;
  }
  if (*end != 0) return core::Error::from_errno("rtnetlink dump", *end);
  return consistent ? Outcome::kComplete : Outcome::kAgain;
}

}  // namespace shunt::route
