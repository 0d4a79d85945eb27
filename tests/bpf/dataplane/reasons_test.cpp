// SPDX-License-Identifier: Apache-2.0
// Every reason of shunt/reasons.h is reached by a packet: one row a reason, and a failure for a reason without a
// row.
#include <bpf/bpf.h>

#include <functional>

#include "bpf/dataplane/fixture.h"
#include "no_headroom.skel.h"

namespace shunt::dataplane {
namespace {

using given::Given;

class Reasons : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp", "53/udp"}).backend("198.51.100.11");
    given.service("2001:db8::10", {"80/tcp"}).backend("2001:db8:be::11");
    given.service("192.0.2.20", {"80/tcp"});
    given.service("192.0.2.30", {"80/tcp"}).unresolved_backend("198.51.100.11");
    given.service("192.0.2.40", {"80/tcp"}).backend("198.51.100.11", {.mtu = 100});
    given.service("192.0.2.50", {"80/tcp"}).backend("198.51.100.11", {.ifindex = kUnlistedPort});
  }

  /// A packet to a service, with no room in front of it for an outer header.
  Outcome send_without_headroom() {
    loaded().configure(given.state());
    no_headroom_bpf* wrapper = no_headroom_bpf__open_and_load();
    if (wrapper == nullptr) return {};
    const std::uint32_t key = 0;
    const int subject = loaded().fd();
    EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(wrapper->maps.subject), &key, &subject, BPF_ANY), 0);
    Outcome out = run(bpf_program__fd(wrapper->progs.no_headroom), eth().ipv4().tcp().payload(200).bytes());
    no_headroom_bpf__destroy(wrapper);
    // The wrapper lengthens the frame that the program under test sees and counts.
    out.sent = out.frame;
    return out;
  }

  /// A packet to a service whose rows say what `damage` makes them say.
  Outcome send_with_damaged_rows(const std::function<void(rows::MapRows&)>& damage) {
    const given::State state = given.state();
    rows::MapRows rows = rows::map_rows(state, program::kIndexRows);
    damage(rows);
    loaded().configure(rows, state);
    return run(loaded().fd(), eth().ipv4().tcp().bytes());
  }

  Outcome send_for(shunt_reason reason) {
    const Frame later = eth().ipv4({.fragment_offset = 1}).tcp();
    Frame many = eth().ipv6();
    for (int i = 0; i <= SHUNT_MAX_IPV6_EXTENSIONS; ++i) many.destination_options();
    const auto absent_backend = [](rows::MapRows& rows) {
      for (shunt_slot& slot : rows.slots) slot = {1u << 30, 1u << 30};
    };
    switch (reason) {
      case SHUNT_REASON_NO_BACKEND: return send(eth().ipv4({.destination = "192.0.2.20"}).tcp());
      case SHUNT_REASON_NEXT_HOP_UNRESOLVED: return send(eth().ipv4({.destination = "192.0.2.30"}).tcp());
      case SHUNT_REASON_TOO_BIG: return send(eth().ipv4({.destination = "192.0.2.40"}).tcp().payload(41));
      case SHUNT_REASON_TTL_EXPIRED: return send(eth().ipv4({.ttl = 1}).tcp());
      case SHUNT_REASON_IPV4_HEADER_INVALID: return send(eth().ipv4({.ihl = 4}).tcp());
      case SHUNT_REASON_IPV6_HEADER_INVALID: return send(eth().ipv6({.payload_length = 999}).tcp());
      case SHUNT_REASON_TCP_HEADER_INVALID: return send(eth().ipv4().tcp({.data_offset = 4}));
      case SHUNT_REASON_UDP_HEADER_INVALID: return send(eth().ipv4().udp({.length = 7}));
      case SHUNT_REASON_FRAGMENT: return send(eth().ipv4({.more_fragments = true}).tcp());
      case SHUNT_REASON_NO_HEADROOM: return send_without_headroom();
      case SHUNT_REASON_EGRESS_MISSING: return send(eth().ipv4({.destination = "192.0.2.50"}).tcp());
      case SHUNT_REASON_INCONSISTENT: return send_with_damaged_rows(absent_backend);
      case SHUNT_REASON_LATER_FRAGMENT: return send(later);
      case SHUNT_REASON_ICMP_ERROR: return send(eth().ipv4().icmp({.type = 3}));
      case SHUNT_REASON_EXTENSION_LIMIT: return send(many.tcp());
      default: break;
    }
    ADD_FAILURE() << "no packet of this test reaches " << outcome::reason_name(reason);
    return {};
  }
};

struct ReasonRow {
  shunt_reason reason;
  const char* name;
  Verdict verdict;
};

constexpr Verdict kVerdictDROP = Verdict::kDrop;
constexpr Verdict kVerdictPASS = Verdict::kPass;

const std::vector<ReasonRow> kReasons = {
#define SHUNT_ROW(number, NAME, name, verdict, text) {SHUNT_REASON_##NAME, #name, kVerdict##verdict},
    SHUNT_REASONS(SHUNT_ROW)
#undef SHUNT_ROW
};

TEST_F(Reasons, AreAllReachedWithTheVerdictOfTheTable) {
  for (const ReasonRow& row : kReasons) {
    const Outcome out = send_for(row.reason);
    EXPECT_TRUE(row.verdict == Verdict::kDrop ? out.dropped_for(row.reason) : out.passed_for(row.reason))
        << row.name;
  }
}

TEST_F(Reasons, HaveNumbersBelowTheRowsOfTheirCounters) {
  for (const ReasonRow& row : kReasons) EXPECT_LT(row.reason, SHUNT_REASON_LIMIT) << row.name;
}

TEST_F(Reasons, InconsistentCoversAMissingSlotRow) {
  const auto absent_slots = [](rows::MapRows& rows) {
    for (shunt_index_row& row : rows.index)
      if (row.key.kind == SHUNT_ROW_EXACT) row.service.slots_offset = 1u << 30;
  };
  EXPECT_TRUE(send_with_damaged_rows(absent_slots).dropped_for(SHUNT_REASON_INCONSISTENT));
}

TEST_F(Reasons, MissingRuleRowsPassToTheHost) {
  given.service("192.0.2.10", {"1000-2000/tcp"}).backend("198.51.100.12");
  const auto absent_rules = [](rows::MapRows& rows) {
    for (shunt_index_row& row : rows.index)
      if (row.key.kind == SHUNT_ROW_VIP) row.rules_offset = 1u << 30;
  };
  send_with_damaged_rows(absent_rules);
  EXPECT_TRUE(run(loaded().fd(), eth().ipv4().tcp({.destination_port = 1500}).bytes()).passed_in_silence());
}

TEST_F(Reasons, NoHeadroomIsNotNeededWhereNothingIsAdded) {
  given = Given();
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kL2).backend("198.51.100.11");
  EXPECT_EQ(send_without_headroom().verdict, Verdict::kRedirect);
}

}  // namespace
}  // namespace shunt::dataplane
