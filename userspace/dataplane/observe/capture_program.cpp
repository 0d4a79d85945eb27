// SPDX-License-Identifier: Apache-2.0
#include "dataplane/observe/capture_program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "dataplane/attach/share_maps.h"
#include "dataplane/forwarder/percpu.h"
#include "dataplane/observe/observing_object.h"

namespace shunt::dataplane {
namespace {

// As bpf_ktime_get_ns().
std::uint64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

CaptureProgram::CaptureProgram(observe_bpf* object, OnPacket on_packet)
    : object_(object), on_packet_(std::move(on_packet)) {}

core::Result<std::unique_ptr<CaptureProgram>> CaptureProgram::load(const Forwarder& forwarder,
                                                                   const shunt_capture_filter& filter,
                                                                   OnPacket on_packet) {
  auto object = load_observing(forwarder, false, kRingBytes);
  if (!object) return object.error();
  std::unique_ptr<CaptureProgram> program(new CaptureProgram(object->release(), std::move(on_packet)));
  if (auto opened = program->open(filter); !opened) return opened.error();
  return program;
}

CaptureProgram::~CaptureProgram() {
  ring_buffer__free(ring_);
  observe_bpf__destroy(object_);
}

core::Result<void> CaptureProgram::open(const shunt_capture_filter& filter) {
  const int fd = bpf_map__fd(object_->maps.capture_filter);
  auto mapping = Mapping::make(fd, 0, sizeof(shunt_capture_filter), Mapping::Access::kWrite);
  if (!mapping) return mapping.error().within("capture");
  filter_.emplace(*std::move(mapping));
  auto& row = *static_cast<shunt_capture_filter*>(filter_->start());
  row = filter;
  row.until = 0;
  ring_ = ring_buffer__new(bpf_map__fd(object_->maps.captured), &CaptureProgram::on_record, this, nullptr);
  if (ring_ == nullptr) return core::Error::from_errno("cannot read captured packets", errno);
  return {};
}

LoadedProgram CaptureProgram::program() const {
  std::size_t size = 0;
  const void* object = observe_bpf__elf_bytes(&size);
  return {.plain_fd = bpf_program__fd(object_->progs.shunt_forward),
          .object_bytes = {static_cast<const std::byte*>(object), size},
          .program_name = "shunt_forward",
          .prepare = [first = object_->obj](bpf_object* second) { return share_maps(first, second); }};
}

void CaptureProgram::keep_on(std::chrono::nanoseconds how_long) {
  auto& row = *static_cast<shunt_capture_filter*>(filter_->start());
  const auto until = how_long.count() <= 0 ? 0 : now() + static_cast<std::uint64_t>(how_long.count());
  __atomic_store_n(&row.until, static_cast<__u64>(until), __ATOMIC_RELEASE);
}

int CaptureProgram::events_fd() const { return ring_buffer__epoll_fd(ring_); }

bool CaptureProgram::read(std::size_t at_most) {
  left_ = at_most;
  return ring_buffer__consume(ring_) == -EAGAIN;
}

// What is not 0 ends ring_buffer__consume(), behind this record.
int CaptureProgram::on_record(void* self, void* record, std::size_t size) {
  auto& program = *static_cast<CaptureProgram*>(self);
  const auto& head = *static_cast<const shunt_captured*>(record);
  program.on_packet_(head, {static_cast<const std::byte*>(record) + sizeof(head), size - sizeof(head)});
  return --program.left_ == 0 ? -EAGAIN : 0;
}

shunt_capture_stats CaptureProgram::stats() const {
  shunt_capture_stats sum{};
  const auto rows = read_row<shunt_capture_stats>(bpf_map__fd(object_->maps.capture_stats), 0);
  if (!rows) return sum;
  for (const auto& row : *rows) {
    sum.matched += row.matched;
    sum.sampled_out += row.sampled_out;
    sum.limited += row.limited;
    sum.lost += row.lost;
  }
  return sum;
}

}  // namespace shunt::dataplane
