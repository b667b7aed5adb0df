#pragma once

#include <stdbool.h>

/// Threads that share the indices of a loop.
///
/// A team of its own keeps its threads waiting: they spin for tens of microseconds after the last
/// loop, then sleep, so that an idle program uses no CPU. A team over OpenMP starts no threads: it
/// runs on libgomp's, which oneDNN uses already.
typedef struct headscope_team headscope_team;

/// The body of a loop, called with the loop's context and an index.
typedef void (*headscope_body)(void *context, long index);

/// Makes a team of `threads` threads, the caller's included; at least one.
///
/// Threads that cannot be started are done without. Returns null when memory is out.
headscope_team *headscope_team_create(int threads);

/// Makes a team over libgomp's threads, or returns null when libgomp is not in the process.
///
/// Tells libgomp how many threads the calling thread wants, for oneDNN as well.
headscope_team *headscope_team_create_openmp(int threads);

/// Ends the team's threads and frees it. No loop may be running.
void headscope_team_destroy(headscope_team *team);

/// How many threads take part in a loop.
int headscope_team_threads(const headscope_team *team);

/// Calls `body(context, i)` once for each i in 0..<count, spread over the team, and returns when
/// all are done.
///
/// Indices are handed out one at a time in increasing order. A loop inside a loop, or one that is
/// started while another thread's is running, runs in the thread that started it.
void headscope_team_run(headscope_team *team, long count, headscope_body body, void *context);
