#pragma once

#include <stddef.h>

/// Opens the near side of a new pseudo-terminal of the given size and writes the far side's path to `name`.
///
/// Returns the descriptor, or -1 with `errno` set. Here because glibc's headers show these functions to C alone.
int benchmark_open_terminal(unsigned short columns, unsigned short rows, char *name, size_t capacity);

/// The `posix_spawn` flag that makes the child the leader of a session.
short benchmark_new_session_flag(void);
