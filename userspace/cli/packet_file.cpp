// SPDX-License-Identifier: Apache-2.0
#include "cli/packet_file.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <array>
#include <memory>
#include <string_view>

#include "control/question.h"

namespace shunt::cli {
namespace {

struct Close {
  void operator()(pcap_t* file) const { pcap_close(file); }
};
using File = std::unique_ptr<pcap_t, Close>;

constexpr std::size_t kAddresses = 12;  // of an Ethernet header
constexpr std::size_t kCooked = 16, kCooked2 = 20;

std::string with_ethernet(std::string_view protocol, std::string_view packet) {
  std::string frame(kAddresses, '\0');
  frame[0] = frame[6] = 0x02;  // locally administered
  return frame.append(protocol).append(packet);
}

std::string_view ip_protocol(std::string_view packet) {
  constexpr std::string_view kIpv4("\x08\x00", 2), kIpv6("\x86\xdd", 2);
  return !packet.empty() && static_cast<unsigned char>(packet[0]) >> 4 == 6 ? kIpv6 : kIpv4;
}

core::Result<std::string> frame_of(int link_type, std::string_view packet) {
  switch (link_type) {
    case DLT_EN10MB: return std::string(packet);
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6: return with_ethernet(ip_protocol(packet), packet);
    case DLT_LINUX_SLL:  // the last two bytes of its header are the protocol
      if (packet.size() < kCooked) break;
      return with_ethernet(packet.substr(kCooked - 2, 2), packet.substr(kCooked));
    case DLT_LINUX_SLL2:  // the first two
      if (packet.size() < kCooked2) break;
      return with_ethernet(packet.substr(0, 2), packet.substr(kCooked2));
    default: break;
  }
  const char* name = pcap_datalink_val_to_name(link_type);
  return core::Error("its packets are of link type " +
                     (name != nullptr ? std::string(name) : std::to_string(link_type)) +
                     "; Ethernet, raw IP and Linux cooked are known");
}

/// What was cut off is filled up: by lengths that are right the packet is what it was.
core::Result<FilePacket> packet_of(int link_type, const pcap_pkthdr& head, const char* bytes) {
  if (head.caplen == 0) return core::Error("it is empty: the file has not one byte of it");
  auto frame = frame_of(link_type, {bytes, head.caplen});
  if (!frame) return frame.error();
  FilePacket packet{.frame = *std::move(frame), .cut_off = head.len > head.caplen ? head.len - head.caplen : 0};
  const auto length = packet.frame.size() + packet.cut_off;
  if (packet.cut_off != 0 && length > control::Question::kLargestFrame)
    return core::Error(fmt::format("it had {} bytes, of which the capture has {}; at most {} can be asked about",
                                   length, packet.frame.size(), control::Question::kLargestFrame));
  packet.frame.resize(length, '\0');
  return packet;
}

core::Result<FilePacket> read_packet(const std::filesystem::path& path, std::uint64_t number) {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  const File file(pcap_open_offline(path.c_str(), why.data()));
  if (!file) return core::Error(std::string("cannot be read: ") + why.data());
  for (std::uint64_t at = 1;; ++at) {
    pcap_pkthdr* head = nullptr;
    const u_char* bytes = nullptr;
    const int got = pcap_next_ex(file.get(), &head, &bytes);
    if (got == PCAP_ERROR_BREAK)
      return core::Error("has " + std::to_string(at - 1) + " packets; there is no packet " +
                         std::to_string(number));
    if (got != 1) return core::Error("packet " + std::to_string(at) + ": " + pcap_geterr(file.get()));
    if (at != number) continue;
    auto packet = packet_of(pcap_datalink(file.get()), *head, reinterpret_cast<const char*>(bytes));
    if (!packet) return packet.error().within("packet " + std::to_string(at));
    return packet;
  }
}

}  // namespace

core::Result<FilePacket> read_packet_file(const std::filesystem::path& path, std::uint64_t number) {
  auto packet = read_packet(path, number);
  if (!packet) return packet.error().within(path.string());
  return packet;
}

}  // namespace shunt::cli
