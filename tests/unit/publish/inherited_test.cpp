// SPDX-License-Identifier: Apache-2.0
// What a controller finds that comes after another one, and maps that no controller of ours could have left.
#include "dataplane/publish/inherited.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "unit/publish/maps.h"

namespace shunt::dataplane {
namespace {

class InheritedTest : public testing::Test {
 protected:
  InheritedTest() : maps_(sizes()) {
    const std::vector services{service("web", "192.0.2.1", {"198.51.100.11", "2001:db8::12"}),
                               service("mail", "192.0.2.2", {})};
    EXPECT_TRUE(maps_.publisher.publish(desired(services)));
    maps_.control.clock = 77;
  }

  core::Result<Inherited> read() {
    return read_inherited({.control = &maps_.control,
                           .services = maps_.services,
                           .slots = maps_.slots.span(),
                           .backends = maps_.backends});
  }
  shunt_service_record& record(const std::string& name) {
    const auto half = maps_.control.active & 1;
    const auto count = maps_.services.size() / 2;
    for (std::size_t i = half * count; i < (half + 1) * count; ++i)
      if (name == maps_.services[i].name) return maps_.services[i];
    throw std::out_of_range(name);
  }
  void expect_refused() {
    const auto inherited = read();
    ASSERT_FALSE(inherited);
    EXPECT_THAT(inherited.error().message(), testing::HasSubstr("contradict"));
  }

  Maps maps_;
};

TEST_F(InheritedTest, IsWhatWasPublished) {
  const auto inherited = read();
  ASSERT_TRUE(inherited);
  EXPECT_EQ(inherited->clock, 77U);
  ASSERT_EQ(inherited->services.size(), 2U);
  const auto& web = inherited->services[0];
  EXPECT_EQ(web.name, "web");
  EXPECT_EQ(web.slots.size(), 2053U);
  ASSERT_EQ(web.backends.size(), 2U);
  EXPECT_EQ(web.backends[1].address.to_string(), "2001:db8::12");
  EXPECT_TRUE(inherited->services[1].slots.empty());
}

TEST_F(InheritedTest, CanBeRestored) {
  const auto inherited = read();
  ASSERT_TRUE(inherited);
  Maps next(sizes());
  ASSERT_TRUE(next.publisher.restore(*inherited));
  const std::vector services{service("web", "192.0.2.1", {"198.51.100.11", "2001:db8::12"}),
                             service("mail", "192.0.2.2", {})};
  const auto report = next.publisher.publish(desired(services));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->slots_moved, 0U);
  EXPECT_EQ(report->services.added + report->services.removed, 0U);
  const auto& before = maps_.publisher.services()[0]->backends;
  const auto& after = next.publisher.services()[0]->backends;
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].stats->first(), before[i].stats->first());
    EXPECT_EQ(after[i].position, before[i].position);
  }
}

TEST_F(InheritedTest, FitsWhereServicesShareATable) {
  std::vector<model::Service> services;
  for (const char* vip : {"192.0.2.1", "192.0.2.2", "192.0.2.3"})
    services.push_back(service(vip, vip, {"198.51.100.11", "198.51.100.12"}));
  Maps before(sizes(3, 6, 2053));
  ASSERT_TRUE(before.publisher.publish(desired(services)));
  const auto inherited = read_inherited({.control = &before.control,
                                         .services = before.services,
                                         .slots = before.slots.span(),
                                         .backends = before.backends});
  ASSERT_TRUE(inherited);
  Maps next(sizes(3, 6, 2053));
  ASSERT_TRUE(next.publisher.restore(*inherited));
  ASSERT_TRUE(next.publisher.publish(desired(services)));
  const auto& published = next.publisher.services();
  EXPECT_EQ(published[0]->table, published[2]->table);
}

TEST_F(InheritedTest, IsRefusedIfAServicePointsOutsideOfTheMaps) {
  const auto sound = record("web");
  record("web").service.slots_offset = static_cast<std::uint32_t>(maps_.slots.size());
  expect_refused();
  record("web") = sound;
  record("web").service.slots_count = 0xffffffff;
  expect_refused();
  record("web") = sound;
  record("web").service.backends_offset = static_cast<std::uint32_t>(maps_.backends.size() + 1);
  expect_refused();
  record("web") = sound;
  record("web").backends_count = 0xffffffff;
  expect_refused();
  record("web") = sound;
  EXPECT_TRUE(read());
}

TEST_F(InheritedTest, IsRefusedIfARecordContradictsItself) {
  const auto sound = record("web");
  record("web").service.id += 1;
  expect_refused();
  record("web") = sound;
  record("web").service.scheduler = 9;
  expect_refused();
  record("web") = sound;
  record("web").table_size += 2;
  expect_refused();
  record("web") = sound;
  std::memset(record("web").name, 'x', sizeof(sound.name));
  expect_refused();
}

TEST_F(InheritedTest, IsRefusedIfTwoServicesHaveOneName) {
  std::strcpy(record("mail").name, "web");
  expect_refused();
}

TEST_F(InheritedTest, IsRefusedIfASlotNamesNoPosition) {
  auto& slot = maps_.slots[record("web").service.slots_offset + 5];
  const auto sound = slot;
  slot.current = 3;
  expect_refused();
  slot = sound;
  slot.previous = 3 | SHUNT_SLOT_TRACKED;
  expect_refused();
  slot = sound;
  slot.previous |= SHUNT_SLOT_TRACKED;
  EXPECT_TRUE(read());
}

TEST_F(InheritedTest, IsRefusedIfTwoBackendsAreOne) {
  auto* block = &maps_.backends[record("web").service.backends_offset];
  const auto sound = block[2];
  block[2].id = block[1].id;
  expect_refused();
  block[2] = sound;
  block[2].destination = block[1].destination;
  expect_refused();
}

TEST_F(InheritedTest, IsNotRestoredIntoMapsThatAreTooSmall) {
  const auto inherited = read();
  ASSERT_TRUE(inherited);
  Maps small(sizes(1, 1, 10'000));
  const auto restored = small.publisher.restore(*inherited);
  EXPECT_TRUE(restored);  // twice the limits fit: what goes and what comes
  auto many = *inherited;
  many.services[0].backends[0].row.id = 100;
  Maps other(sizes(1, 1, 10'000));
  const auto refused = other.publisher.restore(many);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), testing::HasSubstr("does not fit"));
}

}  // namespace
}  // namespace shunt::dataplane
