// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.h"

#include "cli/packet_file.h"
#include "cli/plan_file.h"
#include "net/endpoint.h"

namespace shunt::cli {
namespace {

core::Result<net::NamedEndpoint> endpoint_of(const std::string& text, const std::string& option) {
  const auto endpoint = net::parse_endpoint(text);
  if (endpoint) return *endpoint;
  return core::Error(option + ": expected ADDRESS:PORT such as 192.0.2.10:80 or [2001:db8::10]:80, found \"" +
                     text + "\"");
}

core::Result<control::AskedTuple> tuple_of(const ExplainCommand& command) {
  const auto from = endpoint_of(*command.from, "--from");
  if (!from) return from.error();
  const auto to = endpoint_of(*command.to, "--to");
  if (!to) return to.error();
  if (from->address.family() != to->address.family())
    return core::Error("--from and --to must both be IPv4 or both be IPv6");
  return control::AskedTuple{.from = from->address,
                             .from_port = from->port,
                             .to = to->address,
                             .to_port = to->port,
                             .protocol = command.protocol,
                             .begins = !command.established,
                             .length = command.length};
}

}  // namespace

core::Result<control::Question> question_of(const ExplainCommand& command) {
  control::Question question{.tuple = {}, .frame = {}, .interface = command.interface, .config = {}};
  if (command.packet) {
    auto frame = read_packet_file(*command.packet, command.frame);
    if (!frame) return frame.error();
    question.frame = *std::move(frame);
  } else if (command.from) {
    const auto tuple = tuple_of(command);
    if (!tuple) return tuple.error();
    question.tuple = *tuple;
  } else {
    return core::Error("which packet? Use --from ADDR:PORT --to ADDR:PORT, or --packet FILE");
  }
  if (command.if_reloaded) {
    auto file = read_plan_file(*command.if_reloaded);
    if (!file) return file.error();
    question.config = *std::move(file);
  }
  return question;
}

}  // namespace shunt::cli
