// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.h"

#include <fmt/format.h>

#include "cli/packet_file.h"
#include "cli/plan_file.h"

namespace shunt::cli {
namespace {

control::AskedTuple tuple_of(const ExplainCommand& command) {
  return {.from = command.from->address,
          .from_port = command.from->port,
          .to = command.to->address,
          .to_port = command.to->port,
          .protocol = command.protocol,
          .begins = !command.established,
          .length = command.length};
}

core::Result<void> add_packet(const ExplainCommand& command, AskedQuestion& asked) {
  auto packet = read_packet_file(*command.packet, command.frame);
  if (!packet) return packet.error();
  if (packet->cut_off != 0)
    asked.notes.push_back(
        fmt::format("the capture has {} bytes of this packet; the {} that it cut off are taken to be zero",
                    packet->frame.size() - packet->cut_off, packet->cut_off));
  asked.question.frame = std::move(packet->frame);
  return {};
}

}  // namespace

core::Result<AskedQuestion> question_of(const ExplainCommand& command) {
  AskedQuestion asked{.question = {.tuple = {}, .frame = {}, .interface = command.interface, .config = {}},
                      .notes = {}};
  if (!command.packet) {
    asked.question.tuple = tuple_of(command);
  } else if (const auto added = add_packet(command, asked); !added) {
    return added.error();
  }
  if (command.if_reloaded) {
    auto file = read_plan_file(*command.if_reloaded);
    if (!file) return file.error();
    asked.question.config = *std::move(file);
  }
  return asked;
}

}  // namespace shunt::cli
