// SPDX-License-Identifier: Apache-2.0
#include "control/interfaces.h"

#include <algorithm>

#include "dataplane/attach/query.h"
#include "dataplane/attach/stale_pins.h"
#include "doctor/collect/ethtool.h"
#include "log/log.h"

namespace shunt::control {
namespace {

model::AttachMode to_model(dataplane::Mode mode) {
  return mode == dataplane::Mode::kNative ? model::AttachMode::kNative : model::AttachMode::kGeneric;
}

/// Beside other programs, or alone and why, for the log.
std::string place(const dataplane::Attachment& attachment) {
  if (attachment.dispatcher) return "in libxdp's dispatcher";
  return attachment.alone_because.empty() ? "alone" : "alone: " + attachment.alone_because;
}

void tell_stuck(const std::string& name, const core::Error& error) {
  log::tell(log::Event::kDetachFailed, {.interface = name}, error.message());
}

}  // namespace

Interfaces::Interfaces(dataplane::Forwarder& forwarder, dataplane::Ownership ours)
    : forwarder_(forwarder),
      program_(forwarder.program()),
      ours_(std::move(ours)),
      rows_(*forwarder.memory().control) {}

void Interfaces::configure(const std::vector<model::Interface>& wanted) {
  for (auto& entry : entries_) {
    if (std::ranges::find(wanted, entry.wanted.name, &model::Interface::name) != wanted.end()) continue;
    if (const auto detached = detach_entry(entry); !detached) tell_stuck(entry.wanted.name, detached.error());
  }
  std::vector<Entry> next;
  for (const auto& interface : wanted) {
    Entry entry;
    if (auto* known = find(interface.name); known != nullptr) entry = std::move(*known);
    if (entry.attachment && entry.wanted.mode != interface.mode) entry.replace = true;
    // What was done by hand lasts until now; auto alone would leave the mode as it is.
    if (entry.by_hand && interface.mode == model::AttachMode::kAuto) begin_anew(entry);
    entry.by_hand = false;
    entry.wanted = interface;
    entry.retry = true;
    next.push_back(std::move(entry));
  }
  entries_ = std::move(next);
}

void Interfaces::claim_rows(const route::LinkTable& links) {
  const auto index_of = [&links](const Entry& entry) {
    const auto* link = links.find(entry.wanted.name);
    return link == nullptr ? 0 : link->ifindex;
  };
  // First all that go: two interfaces may have exchanged their names.
  for (auto& entry : entries_) {
    if (entry.ifindex != 0 && entry.ifindex != index_of(entry)) vanish(entry);
  }
  for (auto& entry : entries_) {
    if (const unsigned ifindex = index_of(entry); entry.ifindex == 0 && ifindex != 0) appear(entry, ifindex);
  }
}

bool Interfaces::reconcile(const route::LinkTable& links) {
  const auto usable = [this] {
    std::vector<std::pair<unsigned, bool>> set;
    for (const auto& entry : entries_) set.emplace_back(entry.ifindex, is_usable(entry));
    return set;
  };
  const auto before = usable();
  claim_rows(links);
  for (auto& entry : entries_) {
    if (const auto* link = links.find(entry.ifindex); link != nullptr) notice_loss(entry, *link);
    if (is_to_attach(entry)) attach_entry(entry);
  }
  return usable() != before;
}

void Interfaces::retry(const std::string& name) {
  if (auto* entry = find(name); entry != nullptr && entry->row && !entry->attachment) entry->retry = true;
}

core::Result<AttachReport> Interfaces::attach(const std::string& name, model::AttachMode mode,
                                              const route::LinkTable& links) {
  auto* entry = find(name);
  if (entry == nullptr && entries_.size() >= model::kMaxInterfaces)
    return core::Error("there are at most " + std::to_string(model::kMaxInterfaces) +
                       " interfaces, and so many there are; detach one that is not needed");
  if (entry == nullptr) entry = &entries_.emplace_back();
  const bool new_mode = entry->wanted.mode != mode;
  entry->wanted = {.name = name, .mode = mode};
  entry->by_hand = true;
  entry->failure.clear();
  entry->warnings.clear();
  if (new_mode && entry->attachment) entry->replace = true;
  reconcile(links);
  if (!entry->failure.empty()) return core::Error(entry->failure);
  return AttachReport{.interface = status_of(*entry), .warnings = entry->warnings};
}

core::Result<void> Interfaces::detach(const std::string& name) {
  auto* entry = find(name);
  if (entry == nullptr)
    return core::Error(name + " is not attached; `shunt status` lists the interfaces that are");
  if (auto detached = detach_entry(*entry); !detached) return detached;
  entries_.erase(entries_.begin() + (entry - entries_.data()));
  return {};
}

std::vector<std::string> Interfaces::run(dataplane::LoadedProgram program, std::string what) {
  program_ = std::move(program);
  what_ = std::move(what);
  return replace_all();
}

std::vector<std::string> Interfaces::run_forwarder() { return run(forwarder_.program(), {}); }

std::vector<std::string> Interfaces::replace_all() {
  std::vector<std::string> failures;
  for (auto& entry : entries_) {
    if (!entry.attachment) continue;
    auto replaced = dataplane::replace(program_, ours_, {.ifindex = entry.ifindex});
    if (!replaced) {
      failures.push_back(replaced.error().message());
      continue;
    }
    replaced->alone_because = entry.attachment->alone_because;
    entry.attachment = *std::move(replaced);
  }
  return failures;
}

core::Result<void> Interfaces::detach_all() {
  std::string failures;
  for (auto& entry : entries_)
    if (const auto detached = detach_entry(entry); !detached)
      failures += (failures.empty() ? "" : "\n") + detached.error().message();
  entries_.clear();
  if (!failures.empty()) return core::Error(failures);
  return {};
}

void Interfaces::detach_unwanted(const route::LinkTable& links) {
  for (const auto& [ifindex, link] : links.all()) {
    if (find(link.name) != nullptr) continue;
    const auto detached = dataplane::detach(ours_, ifindex);
    if (!detached) {
      tell_stuck(link.name, detached.error());
    } else if (*detached) {
      log::tell(log::Event::kDetached, {.interface = link.name}, "detached, it is no longer in the configuration");
    }
  }
}

std::variant<EgressInterface, std::string> Interfaces::egress(unsigned ifindex, const std::string& name) const {
  const auto entry = std::ranges::find(entries_, ifindex, &Entry::ifindex);
  if (entry == entries_.end()) return "leaves by " + name + ", which is not among `interfaces`; add it";
  if (!is_usable(*entry) || !entry->row)
    return "leaves by " + name + ", which has no XDP program: " + entry->failure;
  return EgressInterface{.row = *entry->row};
}

std::vector<InterfaceStatus> Interfaces::status() const {
  std::vector<InterfaceStatus> all;
  for (const auto& entry : entries_) all.push_back(status_of(entry));
  return all;
}

std::string Interfaces::name_of_row(std::uint32_t row) const {
  const auto entry = std::ranges::find(entries_, std::optional(row), &Entry::row);
  return entry == entries_.end() ? std::string() : entry->wanted.name;
}

Interfaces::Entry* Interfaces::find(const std::string& name) {
  const auto entry = std::ranges::find_if(entries_, [&](const auto& other) { return other.wanted.name == name; });
  return entry == entries_.end() ? nullptr : &*entry;
}

void Interfaces::appear(Entry& entry, unsigned ifindex) {
  entry.ifindex = ifindex;
  entry.failure.clear();
  entry.row = rows_.claim(ifindex);
  if (!entry.row) {
    entry.failure = "too many interfaces whose index ends alike; detach another one";
    return;
  }
  if (auto set = forwarder_.set_egress(*entry.row, ifindex); !set) {
    log::tell(log::Event::kEgressFailed, {.interface = entry.wanted.name},
              set.error().message() + "; packets to backends behind it are dropped");
  }
}

void Interfaces::vanish(Entry& entry) {
  // Renamed: nobody asked for us under its new name. An error: it is gone indeed.
  if (const auto detached = dataplane::detach(ours_, entry.ifindex); detached && *detached) {
    log::tell(log::Event::kInterfaceRenamed, {.interface = entry.wanted.name},
              "detached, the interface has another name now");
  }
  if (entry.row) static_cast<void>(forwarder_.set_egress(*entry.row, 0));
  rows_.release(entry.ifindex);
  entry = Entry{.wanted = entry.wanted, .by_hand = entry.by_hand};
  if (const auto released = dataplane::release_stale_pins(ours_); !released) {
    log::tell(log::Event::kPinsStale, released.error().message());
  }
}

// What a link event says may be older than our attachment, so the kernel is asked before it is believed.
void Interfaces::notice_loss(Entry& entry, const route::Link& link) {
  if (!entry.attachment || link.xdp_program == entry.checked_program) return;
  entry.checked_program = link.xdp_program;
  const auto present = dataplane::query(entry.ifindex);
  if (!present || ours_.find(*present) != nullptr) return;
  log::tell(log::Event::kProgramLost, {.interface = entry.wanted.name},
            "something else took our XDP program off; attaching again");
  entry.attachment.reset();
  entry.retry = true;
}

void Interfaces::attach_entry(Entry& entry) {
  entry.retry = false;
  entry.failure.clear();
  auto attached = dataplane::attach(program_, ours_, {.ifindex = entry.ifindex, .mode = entry.wanted.mode});
  if (!attached) {
    entry.failure = attached.error().message();
    log::tell(log::Event::kAttachFailed, {.interface = entry.wanted.name}, entry.failure);
    look_again(entry);
    return;
  }
  // Still the same one: nobody knows better why it is there as it is.
  if (const auto& before = entry.attachment; before && before->program_id == attached->program_id)
    attached->alone_because = before->alone_because;
  entry.replace = false;
  entry.warnings = attached->warnings;
  for (const auto& warning : entry.warnings)
    log::tell(log::Event::kAttachWarning, {.interface = entry.wanted.name}, warning);
  log::tell(log::Event::kAttached, {.interface = entry.wanted.name},
            std::string(to_string(attached->mode)) + " mode, " + place(*attached));
  entry.attachment = *std::move(attached);
  entry.receive_queues = doctor::read_card(entry.wanted.name).receive_queues;
}

// Off, for reconcile() to attach as if for the first time. Packets of that instant are not forwarded.
void Interfaces::begin_anew(Entry& entry) {
  if (!entry.attachment || entry.attachment->mode == dataplane::Mode::kNative) return;
  if (const auto detached = dataplane::detach(ours_, entry.ifindex); !detached) {
    tell_stuck(entry.wanted.name, detached.error());
    return;
  }
  entry.attachment.reset();
  entry.replace = false;
}

// After a change of mode that failed: what ran before runs on, or nothing does.
void Interfaces::look_again(Entry& entry) {
  if (!entry.attachment) return;
  const auto present = dataplane::query(entry.ifindex);
  const auto* program = present ? ours_.find(*present) : nullptr;
  if (program == nullptr) {
    entry.attachment.reset();
    entry.replace = false;
    return;
  }
  entry.attachment->mode = present->mode;
  entry.attachment->dispatcher = present->dispatcher;
  entry.attachment->program_id = program->id;
}

bool Interfaces::is_to_attach(const Entry& entry) {
  const bool missing = !entry.attachment || entry.replace;
  return entry.ifindex != 0 && entry.row && missing && (entry.failure.empty() || entry.retry);
}

bool Interfaces::is_usable(const Entry& entry) { return entry.attachment || entry.failure.empty(); }

// What cannot be detached goes on forwarding: its row stays.
core::Result<void> Interfaces::detach_entry(Entry& entry) {
  if (entry.ifindex == 0) return {};
  const auto detached = dataplane::detach(ours_, entry.ifindex);
  if (!detached) return detached.error();
  if (*detached) log::tell(log::Event::kDetached, {.interface = entry.wanted.name}, "detached");
  if (entry.row) static_cast<void>(forwarder_.set_egress(*entry.row, 0));
  rows_.release(entry.ifindex);
  return {};
}

InterfaceStatus Interfaces::status_of(const Entry& entry) const {
  InterfaceStatus status{.name = entry.wanted.name, .ifindex = entry.ifindex, .configured = entry.wanted.mode};
  if (entry.attachment) {
    status.attached = to_model(entry.attachment->mode);
    status.receive_queues = entry.receive_queues;
    status.dispatcher = entry.attachment->dispatcher;
    status.program_id = entry.attachment->program_id;
    status.state = "attached" + (what_.empty() ? "" : ", " + what_);
    if (const auto& why = entry.attachment->alone_because; !why.empty()) status.state += ", alone: " + why;
    if (!entry.failure.empty()) status.state += ", but not as asked: " + entry.failure;
  } else if (entry.ifindex == 0) {
    status.state = "waiting for the interface to appear";
  } else {
    status.state = entry.failure.empty() ? "not attached yet" : entry.failure;
  }
  return status;
}

}  // namespace shunt::control
