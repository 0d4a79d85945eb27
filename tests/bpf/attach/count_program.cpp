// SPDX-License-Identifier: Apache-2.0
#include "count_program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <thread>

#include "count.skel.h"
#include "dataplane/attach/share_maps.h"
#include "support/packet/builder.h"

namespace shunt::dataplane {
namespace {

constexpr std::uint32_t kMarks = 256;

}  // namespace

CountProgram::CountProgram(std::uint32_t mark, int frames_fd, Verdict verdict) : skeleton_(count_bpf__open()) {
  skeleton_->rodata->mark = mark;
  skeleton_->rodata->verdict = static_cast<std::uint32_t>(verdict);
  if (frames_fd >= 0) {
    EXPECT_EQ(bpf_map__reuse_fd(skeleton_->maps.frames, frames_fd), 0);
  }
  EXPECT_EQ(count_bpf__load(skeleton_), 0) << "needs root";
}

CountProgram::~CountProgram() { count_bpf__destroy(skeleton_); }

LoadedProgram CountProgram::loaded() const {
  std::size_t size = 0;
  const auto* bytes = static_cast<const std::byte*>(count_bpf::elf_bytes(&size));
  return {fd(), {bytes, size}, "shunt_count", [first = skeleton_->obj](bpf_object* second) {
            return share_maps(first, second);
          }};
}

Ownership CountProgram::ownership() const {
  Ownership ours("shunt_count");
  EXPECT_TRUE(ours.add(fd()));
  return ours;
}

int CountProgram::fd() const { return bpf_program__fd(skeleton_->progs.shunt_count); }
int CountProgram::frames_fd() const { return bpf_map__fd(skeleton_->maps.frames); }
std::uint32_t CountProgram::id() const { return program_info(fd())->id; }

std::uint64_t count_of(int frames_fd, std::uint32_t mark) {
  std::uint64_t count = 0;
  EXPECT_EQ(bpf_map_lookup_elem(frames_fd, &mark, &count), 0);
  return count;
}

std::uint64_t count_of_all(int frames_fd) {
  std::uint64_t sum = 0;
  for (std::uint32_t mark = 0; mark < kMarks; ++mark) sum += count_of(frames_fd, mark);
  return sum;
}

bool wait_for_count(int frames_fd, std::uint64_t wanted, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (count_of_all(frames_fd) < wanted) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

packet::Bytes counted_frame() {
  return packet::eth({.type = packet::kTypeExperimental}).payload(std::size_t{46}).bytes();
}

}  // namespace shunt::dataplane
