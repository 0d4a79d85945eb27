// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "control/api.h"
#include "control/egress.h"
#include "dataplane/attach/attach.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/forwarder/interface_rows.h"
#include "route/link_table.h"

namespace shunt::control {

/// The interfaces that we forward on: attached as soon as they are there, and known to the dataplane as egress.
class Interfaces {
 public:
  /// Both outlive this object. `ours` knows the programs that count as ours.
  Interfaces(dataplane::Forwarder& forwarder, dataplane::Ownership ours);

  /// What is wanted from now on; what is wanted no more is detached. Attaches nothing: see reconcile().
  void configure(const std::vector<model::Interface>& wanted);

  /// Makes rows for wanted interfaces that exist, so that next hops may name them before the program is there.
  void claim_rows(const route::LinkTable& links);

  /// Attaches to wanted interfaces that exist and have no program of ours, also if somebody else took it off;
  /// forgets those that have gone, and takes our program off those that are called otherwise now. True: the set of
  /// usable interfaces has changed.
  bool reconcile(const route::LinkTable& links);

  /// Something about this interface is other than before: an attachment that failed is worth another try. Not a
  /// change of mode: that interrupts traffic, and is left to who asked for it.
  void retry(const std::string& name);

  /// Adds or changes one interface by hand, and attaches at once if it exists.
  core::Result<AttachReport> attach(const std::string& name, model::AttachMode mode,
                                    const route::LinkTable& links);

  /// Takes one interface out.
  core::Result<void> detach(const std::string& name);

  /// Puts another program on the interfaces in place of the forwarding one, which shares its maps: each in one
  /// step, no packet sees neither. Interfaces that come later get it, too. `program` stays valid until
  /// run_forwarder().
  /// @param what it does, for status. @return a line for each interface that keeps what it had
  std::vector<std::string> run(dataplane::LoadedProgram program, std::string what);
  std::vector<std::string> run_forwarder();

  /// Takes our programs off all interfaces, also off those of `links` that are not wanted but still have one.
  [[nodiscard]] core::Result<void> detach_all();
  void detach_unwanted(const route::LinkTable& links);

  [[nodiscard]] std::variant<EgressInterface, std::string> egress(unsigned ifindex, const std::string& name) const;

  /// In the order of the configuration.
  [[nodiscard]] std::vector<InterfaceStatus> status() const;

  /// The name of the interface in a row of `iface_stats`; empty if there is none.
  [[nodiscard]] std::string name_of_row(std::uint32_t row) const;

 private:
  struct Entry {
    model::Interface wanted;
    unsigned ifindex = 0;              // 0: there is none of this name
    std::optional<std::uint32_t> row;  // while it exists
    std::optional<dataplane::Attachment> attachment;
    unsigned receive_queues = 0;        // when it was attached
    std::uint32_t checked_program = 0;  // the link's, when ours was last seen to be it or a part of it
    bool replace = false;               // the attachment is not yet in the mode that is wanted
    bool by_hand = false;               // wanted.mode is that of attach(), not of the configuration
    std::string failure;                // why it is not attached as wanted although it exists
    bool retry = false;                 // despite the failure
    std::vector<std::string> warnings;
  };

  Entry* find(const std::string& name);
  void appear(Entry& entry, unsigned ifindex);
  void vanish(Entry& entry);
  void notice_loss(Entry& entry, const route::Link& link);
  void attach_entry(Entry& entry);
  std::vector<std::string> replace_all();
  void begin_anew(Entry& entry);
  core::Result<void> detach_entry(Entry& entry);
  void look_again(Entry& entry);
  [[nodiscard]] static bool is_to_attach(const Entry& entry);
  [[nodiscard]] static bool is_usable(const Entry& entry);
  [[nodiscard]] InterfaceStatus status_of(const Entry& entry) const;

  dataplane::Forwarder& forwarder_;
  dataplane::LoadedProgram program_;  // the forwarder's, or what runs in its place
  std::string what_;                  // that does beside forwarding
  dataplane::Ownership ours_;
  dataplane::InterfaceRows rows_;
  std::vector<Entry> entries_;
};

}  // namespace shunt::control
