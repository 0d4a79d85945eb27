/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef SHUNT_NATIVE_BPF_ENDIAN_H
#define SHUNT_NATIVE_BPF_ENDIAN_H

#include <endian.h>

#define bpf_htons(value) htobe16(value)
#define bpf_ntohs(value) be16toh(value)
#define bpf_htonl(value) htobe32(value)
#define bpf_ntohl(value) be32toh(value)
#define bpf_cpu_to_be64(value) htobe64(value)
#define bpf_be64_to_cpu(value) be64toh(value)

#endif
