// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "config/load.h"
#include "control/explain.h"
#include "control/inspector.h"
#include "control/lines.h"
#include "control/reload.h"
#include "dataplane/observe/shadow.h"
#include "packet/make.h"

namespace shunt::control {
namespace {

using Kind = Refused::Kind;

/// Where the packet comes in.
struct Ingress {
  std::string name;
  unsigned ifindex = 0;  // 0: none of ours
  net::MacAddress mac;
  std::string note;
};

std::string frame_of(const AskedTuple& tuple, const Ingress& ingress) {
  return packet::make_frame({.from = tuple.from,
                             .to = tuple.to,
                             .from_port = tuple.from_port,
                             .to_port = tuple.to_port,
                             .protocol = tuple.protocol,
                             .flags = tuple.begins ? packet::kSyn : packet::kAck,
                             .length = tuple.length,
                             .destination = ingress.mac});
}

std::variant<Ingress, Refused> ingress_of(const std::string& name, const std::vector<InterfaceStatus>& interfaces,
                                          const route::LinkTable& links) {
  const auto is_attached = [](const InterfaceStatus& interface) { return interface.attached.has_value(); };
  if (name.empty()) {
    const auto first = std::ranges::find_if(interfaces, is_attached);
    if (first == interfaces.end())
      return Ingress{.name = "lo",
                     .ifindex = 0,
                     .mac = {},
                     .note = "no interface has the program: no packet comes to it; see `shunt status`"};
    const auto* link = links.find(first->ifindex);
    return Ingress{
        .name = first->name, .ifindex = first->ifindex, .mac = link == nullptr ? net::MacAddress{} : link->mac};
  }
  const auto known = std::ranges::find(interfaces, name, &InterfaceStatus::name);
  if (known != interfaces.end() && is_attached(*known)) {
    const auto* link = links.find(known->ifindex);
    return Ingress{
        .name = name, .ifindex = known->ifindex, .mac = link == nullptr ? net::MacAddress{} : link->mac};
  }
  const auto* link = links.find(name);
  if (link == nullptr) return Refused{Kind::kUnknown, "there is no interface " + name + "; `ip link` shows them"};
  return Ingress{.name = name,
                 .ifindex = 0,
                 .mac = link->mac,
                 .note = name +
                         " has no XDP program: what comes by it goes to this host; below is what would become "
                         "of it if `shunt attach " +
                         name + "` were done"};
}

std::string reason_of(const Ways& ways, const net::IpAddress& backend) {
  const auto reason = ways.reason.find(backend);
  return reason == ways.reason.end() ? std::string() : reason->second;
}

}  // namespace

std::variant<Explanation, Refused> Inspector::explain(const Question& question) {
  const auto ingress = ingress_of(question.interface, subject_.interfaces.status(), subject_.next_hops.links());
  if (const auto* refused = std::get_if<Refused>(&ingress)) return *refused;
  const auto& in = std::get<Ingress>(ingress);
  const auto frame = question.frame ? *question.frame : frame_of(*question.tuple, in);
  auto told =
      question.config ? explain_if_reloaded(*question.config, frame, in.ifindex) : explain_now(frame, in.ifindex);
  if (auto* explanation = std::get_if<Explanation>(&told)) {
    explanation->interface = in.name;
    if (!in.note.empty()) explanation->notes.push_back(in.note);
  }
  return told;
}

std::variant<Explanation, Refused> Inspector::explain_now(const std::string& frame, unsigned ingress) {
  if (look_program_ == nullptr) {
    auto loaded = dataplane::LookProgram::load(subject_.forwarder);
    if (!loaded) return Refused{Kind::kConflict, loaded.error().message()};
    look_program_ = *std::move(loaded);
  }
  const auto look = look_program_->look(frame, ingress);
  if (!look) return Refused{Kind::kInvalid, look.error().message()};
  return control::explain(
      *look, frame,
      {.services = subject_.traffic.publisher().services(),
       .memory = subject_.forwarder.memory(),
       .gue_port = subject_.config.tunnel.gue_port,
       .interface_name = [this](unsigned ifindex) { return interface_name(ifindex); },
       .obstacle = [this](const net::IpAddress& backend) { return reason_of(subject_.ways, backend); }});
}

// Nothing of it is kept.
std::variant<Explanation, Refused> Inspector::explain_if_reloaded(const NamedText& file, const std::string& frame,
                                                                  unsigned ingress) {
  auto loaded = config::parse(file.text, file.name);
  if (!loaded.config) return Refused{Kind::kInvalid, join_lines(texts_of(loaded.errors))};
  auto next = *std::move(loaded.config);
  auto notes = keep_until_start(next, subject_.config);
  const auto ways = subject_.ways_if_reloaded(next);
  const auto shadow = dataplane::Shadow::make(subject_.forwarder, subject_.traffic.desired_of(next, ways));
  if (!shadow) return Refused{Kind::kInvalid, shadow.error().message()};
  const auto look = (*shadow)->program().look(frame, ingress);
  if (!look) return Refused{Kind::kInvalid, look.error().message()};
  auto told =
      control::explain(*look, frame,
                       {.services = (*shadow)->services(),
                        .memory = (*shadow)->memory(),
                        .gue_port = next.tunnel.gue_port,
                        .interface_name = [this](unsigned ifindex) { return interface_name(ifindex); },
                        .obstacle = [&](const net::IpAddress& backend) { return reason_of(ways, backend); }});
  told.config = file.name;
  append(told.notes, std::move(notes));
  const auto in = interface_name(ingress);
  if (ingress != 0 && std::ranges::find(next.interfaces, in, &model::Interface::name) == next.interfaces.end())
    told.notes.push_back(
        in +
        " is not among `interfaces` of that file: after the reload, what comes in by it would go to this host");
  return told;
}

std::string Inspector::interface_name(unsigned ifindex) const {
  const auto* link = subject_.next_hops.links().find(ifindex);
  return link == nullptr ? "interface " + std::to_string(ifindex) : link->name;
}

}  // namespace shunt::control
