// SPDX-License-Identifier: Apache-2.0
#include "cli/packet_file.h"

#include <gmock/gmock.h>

#include "packet/pcapng.h"
#include "support/temporary_folder.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;

std::string number(std::uint32_t value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};  // pcapng tells the byte order
}

std::string block(std::uint32_t type, std::string body) {
  body.resize((body.size() + 3) / 4 * 4);
  const auto length = number(static_cast<std::uint32_t>(body.size() + 12));
  return number(type) + length + body + length;
}

std::string interface_of(std::uint32_t link_type, std::uint32_t most = 0) {
  return block(1, number(link_type) + number(most));
}

std::string enhanced(std::uint32_t interface, const std::string& bytes) {
  const auto length = number(static_cast<std::uint32_t>(bytes.size()));
  return block(6, number(interface) + number(0) + number(0) + length + length + bytes);
}

std::string simple(std::uint32_t length, const std::string& bytes) { return block(3, number(length) + bytes); }

class PacketFile : public testing::Test {
 protected:
  core::Result<FilePacket> read(const std::string& bytes, std::uint64_t packet = 1) {
    return read_packet_file(folder_.file("packets.pcapng", bytes), packet);
  }
  std::string refused(const std::string& bytes, std::uint64_t packet = 1) {
    const auto found = read(bytes, packet);
    return found ? "a frame of " + std::to_string(found->frame.size()) + " bytes" : found.error().message();
  }

  test::TemporaryFolder folder_;
  const std::string head_ = packet::section_header("shunt");
};

// As `shunt capture` writes it: 192 bytes of each packet.
std::string captured(std::uint32_t length, std::size_t kept) {
  const std::string bytes(kept, 'a');
  return packet::section_header("shunt") + packet::interface_block("eth0", 192) +
         packet::packet_block({.interface = 0, .length = length, .bytes = bytes, .comment = "sent on"});
}

TEST_F(PacketFile, FillsUpWhatACaptureOfOursHasCutOff) {
  const auto packet = read(captured(1514, 192));
  ASSERT_TRUE(packet) << packet.error().message();
  EXPECT_EQ(packet->frame, std::string(192, 'a') + std::string(1322, '\0'));
  EXPECT_EQ(packet->cut_off, 1322U);
  const auto whole = read(captured(60, 60));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->frame.size(), 60U);
  EXPECT_EQ(whole->cut_off, 0U);
}

TEST_F(PacketFile, SaysThatAPacketWasTooLong) {
  EXPECT_THAT(refused(captured(9014, 192)),
              HasSubstr("packet 1: it had 9014 bytes, of which the capture has 192"));
  EXPECT_EQ(refused(captured(3400, 192)), "a frame of 3400 bytes");
}

TEST_F(PacketFile, ReadsSimplePacketBlocks) {
  const std::string bytes(60, 'a');
  EXPECT_EQ(refused(head_ + interface_of(1, 65535) + simple(60, bytes)), "a frame of 60 bytes");
  EXPECT_EQ(refused(head_ + interface_of(1) + simple(60, bytes)), "a frame of 60 bytes");
}

TEST_F(PacketFile, SaysWhichLinkTypesItKnows) {
  const std::string bytes(60, 'a');
  EXPECT_THAT(refused(head_ + interface_of(105) + enhanced(0, bytes)), HasSubstr("link type IEEE802_11;"));
  EXPECT_THAT(refused(head_ + interface_of(1) + interface_of(105) + enhanced(1, bytes)),
              HasSubstr("different from the type of the first interface"));
  EXPECT_THAT(refused(head_ + interface_of(1) + enhanced(0, "")), HasSubstr("empty"));
}

}  // namespace
}  // namespace shunt::cli
