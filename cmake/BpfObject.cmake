# SPDX-License-Identifier: Apache-2.0
# shunt_bpf_object(NAME SOURCE): compiles SOURCE for BPF, generates its skeleton, and offers both as the
# INTERFACE target NAME_bpf: link it and include "NAME.skel.h" (type NAME_bpf).
# -g gives the BTF that bpftool needs for field names; llvm-strip removes the DWARF beside it.

find_program(SHUNT_BPF_CLANG_PATH NAMES ${SHUNT_BPF_CLANG} clang REQUIRED)
find_program(SHUNT_BPFTOOL bpftool PATHS /usr/sbin /sbin REQUIRED)
string(REGEX MATCH "-[0-9]+$" shunt_llvm_suffix "${SHUNT_BPF_CLANG}")
find_program(SHUNT_LLVM_STRIP NAMES llvm-strip${shunt_llvm_suffix} llvm-strip REQUIRED)

set(SHUNT_BPF_FLAGS
  -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror
  -I${PROJECT_SOURCE_DIR}/bpf/include -I${PROJECT_SOURCE_DIR}/bpf
  -isystem /usr/include/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)

function(shunt_bpf_object name source)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(skeleton_dir ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
  set(skeleton ${skeleton_dir}/${name}.skel.h)
  file(MAKE_DIRECTORY ${skeleton_dir})
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${SHUNT_BPF_CLANG_PATH} ${SHUNT_BPF_FLAGS} -MD -MT ${object} -MF ${object}.d
            -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
    COMMAND ${SHUNT_LLVM_STRIP} -g ${object}
    DEPENDS ${source}
    DEPFILE ${object}.d
    COMMENT "BPF ${name}"
    VERBATIM)
  add_custom_command(
    OUTPUT ${skeleton}
    COMMAND ${CMAKE_COMMAND} -DBPFTOOL=${SHUNT_BPFTOOL} -DOBJECT=${object} -DNAME=${name}_bpf -DOUTPUT=${skeleton}
            -P ${PROJECT_SOURCE_DIR}/cmake/GenerateSkeleton.cmake
    DEPENDS ${object} ${PROJECT_SOURCE_DIR}/cmake/GenerateSkeleton.cmake
    COMMENT "Skeleton ${name}"
    VERBATIM)
  add_custom_target(${name}_bpf_files DEPENDS ${object} ${skeleton})
  add_library(${name}_bpf INTERFACE)
  add_dependencies(${name}_bpf ${name}_bpf_files)
  target_include_directories(${name}_bpf SYSTEM INTERFACE ${skeleton_dir})
  target_include_directories(${name}_bpf INTERFACE ${PROJECT_SOURCE_DIR}/bpf/include)
endfunction()
