// SPDX-License-Identifier: Apache-2.0
#include "packet/pcapng.h"

#include <cstring>

namespace shunt::packet {
namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a, kInterface = 1, kStatistics = 5, kPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kEthernet = 1;  // LINKTYPE_ETHERNET
constexpr std::uint16_t kEnd = 0, kComment = 1;
constexpr std::uint16_t kApplication = 4;                               // of a section
constexpr std::uint16_t kName = 2, kResolution = 9;                     // of an interface
constexpr std::uint16_t kFlags = 2, kId = 5, kQueue = 6, kVerdict = 7;  // of a packet
constexpr std::uint16_t kReceived = 4, kLost = 5;                       // of statistics
constexpr std::uint8_t kVerdictOfXdp = 2;
constexpr std::size_t kLongestOption = 0xffff;

class Block {
 public:
  explicit Block(std::uint32_t type) {
    number(type);
    number(std::uint32_t{0});  // length: see text()
  }

  template <typename Number>
  void number(Number value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    text_.append(bytes, sizeof(value));
  }

  void padded(std::string_view bytes) {
    text_.append(bytes);
    text_.append((4 - text_.size() % 4) % 4, '\0');
  }

  void option(std::uint16_t code, std::string_view value) {
    value = value.substr(0, kLongestOption);
    number(code);
    number(static_cast<std::uint16_t>(value.size()));
    padded(value);
  }

  template <typename Number>
  void option_number(std::uint16_t code, Number value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    option(code, {bytes, sizeof(value)});
  }

  void time(std::chrono::system_clock::time_point at) {
    const auto ns = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
    number(static_cast<std::uint32_t>(ns >> 32));
    number(static_cast<std::uint32_t>(ns));
  }

  /// After the last option.
  std::string text() && {
    option(kEnd, "");
    const auto length = static_cast<std::uint32_t>(text_.size() + sizeof(std::uint32_t));
    std::memcpy(text_.data() + sizeof(std::uint32_t), &length, sizeof(length));
    number(length);
    return std::move(text_);
  }

 private:
  std::string text_;
};

}  // namespace

std::string section_header(std::string_view application) {
  Block block(kSection);
  block.number(kByteOrder);
  block.number(std::uint16_t{1});  // version 1.0
  block.number(std::uint16_t{0});
  block.number(~std::uint64_t{0});  // of unknown length
  block.option(kApplication, application);
  return std::move(block).text();
}

std::string interface_block(std::string_view name, std::uint32_t most) {
  Block block(kInterface);
  block.number(kEthernet);
  block.number(std::uint16_t{0});
  block.number(most);
  block.option(kName, name);
  block.option_number(kResolution, std::uint8_t{9});  // 10^-9 s
  return std::move(block).text();
}

std::string packet_block(const PacketBlock& packet) {
  constexpr std::uint32_t kInbound = 1, kOutbound = 2;
  Block block(kPacket);
  block.number(packet.interface);
  block.time(packet.at);
  block.number(static_cast<std::uint32_t>(packet.bytes.size()));
  block.number(packet.length);
  block.padded(packet.bytes);
  block.option(kComment, packet.comment);
  block.option_number(kFlags, packet.outbound ? kOutbound : kInbound);
  block.option_number(kId, packet.id);
  if (!packet.outbound) block.option_number(kQueue, packet.queue);
  std::string verdict(1, static_cast<char>(kVerdictOfXdp));
  const std::uint64_t action = packet.verdict;
  verdict.append(reinterpret_cast<const char*>(&action), sizeof(action));
  block.option(kVerdict, verdict);
  return std::move(block).text();
}

std::string statistics_block(std::uint32_t interface, std::chrono::system_clock::time_point at,
                             std::uint64_t received, std::uint64_t lost) {
  Block block(kStatistics);
  block.number(interface);
  block.time(at);
  block.option_number(kReceived, received);
  block.option_number(kLost, lost);
  return std::move(block).text();
}

}  // namespace shunt::packet
