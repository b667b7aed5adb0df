#define _GNU_SOURCE
#include "team.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// How long a worker looks for the next loop before it sleeps: a few times what a wake-up costs.
#define SPIN_NANOSECONDS 40000

/// libgomp's entry for a parallel region, as compilers call it.
typedef void (*gomp_parallel)(void (*body)(void *), void *data, unsigned threads, unsigned flags);

struct headscope_team {
  int threads;
  /// Not null: the loops run on libgomp's threads.
  gomp_parallel openmp;
  pthread_t *workers;
  /// The open loop: its generation in the high half, how many indices are left in the low half. A
  /// thread takes an index by lowering it; the generation makes a late thread's attempt fail.
  _Alignas(64) _Atomic uint64_t state;
  /// Set while `left` is 0, read between a load of `state` and the exchange that proves them
  /// current.
  _Atomic(headscope_body) body;
  _Atomic(void *) context;
  atomic_uint count;
  /// Indices of the open loop that are done.
  _Alignas(64) atomic_uint done;
  /// Whether the owner sleeps on `done`.
  atomic_uint ownerSleeps;
  /// Changes with every loop; sleeping workers wait on it.
  _Alignas(64) atomic_uint signal;
  atomic_uint sleepers;
  atomic_bool ending;
  /// Taken by the thread whose loop is open.
  atomic_flag busy;
#if !defined(__linux__)
  pthread_mutex_t mutex;
  pthread_cond_t changed;
#endif
};

/// Set in a thread that runs a loop's body: loops inside it run inline.
static _Thread_local bool inside;

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

#if defined(__linux__)
static void wait_while(headscope_team *team, atomic_uint *word, unsigned value) {
  (void)team;
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake(headscope_team *team, atomic_uint *word) {
  (void)team;
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
#else
static void wait_while(headscope_team *team, atomic_uint *word, unsigned value) {
  pthread_mutex_lock(&team->mutex);
  while (atomic_load(word) == value) pthread_cond_wait(&team->changed, &team->mutex);
  pthread_mutex_unlock(&team->mutex);
}

static void wake(headscope_team *team, atomic_uint *word) {
  (void)word;
  pthread_mutex_lock(&team->mutex);
  pthread_cond_broadcast(&team->changed);
  pthread_mutex_unlock(&team->mutex);
}
#endif

/// Takes indices of the open loop until none is left; returns how many this thread has done.
static unsigned take_part(headscope_team *team) {
  unsigned finished = 0;
  uint64_t state = atomic_load(&team->state);
  while ((uint32_t)state != 0) {
    headscope_body body = atomic_load_explicit(&team->body, memory_order_relaxed);
    void *context = atomic_load_explicit(&team->context, memory_order_relaxed);
    unsigned count = atomic_load_explicit(&team->count, memory_order_relaxed);
    if (!atomic_compare_exchange_weak(&team->state, &state, state - 1)) continue;
    body(context, (long)(count - (uint32_t)state));
    finished++;
    state = atomic_load(&team->state);
  }
  return finished;
}

static void *work(void *argument) {
  headscope_team *team = argument;
  inside = true;
  while (!atomic_load(&team->ending)) {
    unsigned signal = atomic_load(&team->signal);
    unsigned finished = take_part(team);
    if (finished > 0) {
      unsigned done = atomic_fetch_add(&team->done, finished) + finished;
      if (done == atomic_load(&team->count) && atomic_load(&team->ownerSleeps))
        wake(team, &team->done);
    }
    int64_t end = nanoseconds() + SPIN_NANOSECONDS;
    bool open = false;
    do {
      for (int i = 0; i < 32 && !open; i++) {
        open = (uint32_t)atomic_load_explicit(&team->state, memory_order_relaxed) != 0;
        pause_briefly();
      }
    } while (!open && nanoseconds() < end);
    if (open) continue;
    // Sleeping is announced before the last look, waking is asked for after the loop is open: one
    // of the two sees the other.
    atomic_fetch_add(&team->sleepers, 1);
    if ((uint32_t)atomic_load(&team->state) == 0 && !atomic_load(&team->ending))
      wait_while(team, &team->signal, signal);
    atomic_fetch_sub(&team->sleepers, 1);
  }
  return NULL;
}

headscope_team *headscope_team_create(int threads) {
  headscope_team *team = aligned_alloc(64, (sizeof *team + 63) & ~(size_t)63);
  if (team == NULL) return NULL;
  *team = (headscope_team){.threads = 1, .busy = ATOMIC_FLAG_INIT};
#if !defined(__linux__)
  pthread_mutex_init(&team->mutex, NULL);
  pthread_cond_init(&team->changed, NULL);
#endif
  if (threads <= 1) return team;
  team->workers = calloc((size_t)threads - 1, sizeof *team->workers);
  if (team->workers == NULL) return team;
  // Signals are for the threads that expect them.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  for (; team->threads < threads; team->threads++)
    if (pthread_create(&team->workers[team->threads - 1], NULL, work, team) != 0) break;
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  return team;
}

headscope_team *headscope_team_create_openmp(int threads) {
  gomp_parallel parallel = (gomp_parallel)dlsym(RTLD_DEFAULT, "GOMP_parallel");
  void (*setThreads)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (parallel == NULL || setThreads == NULL) return NULL;
  headscope_team *team = headscope_team_create(1);
  if (team == NULL) return NULL;
  setThreads(threads < 1 ? 1 : threads);
  team->threads = threads < 1 ? 1 : threads;
  team->openmp = parallel;
  return team;
}

void headscope_team_destroy(headscope_team *team) {
  if (team == NULL) return;
  atomic_store(&team->ending, true);
  atomic_fetch_add(&team->signal, 1);
  wake(team, &team->signal);
  if (team->openmp == NULL)
    for (int i = 0; i < team->threads - 1; i++) pthread_join(team->workers[i], NULL);
#if !defined(__linux__)
  pthread_mutex_destroy(&team->mutex);
  pthread_cond_destroy(&team->changed);
#endif
  free(team->workers);
  free(team);
}

int headscope_team_threads(const headscope_team *team) { return team->threads; }

static void openmp_part(void *argument) {
  headscope_team *team = argument;
  const bool outer = inside;
  inside = true;
  take_part(team);
  inside = outer;
}

/// One loop of at most UINT32_MAX indices, from `start` on.
static void run_shared(
    headscope_team *team, unsigned count, headscope_body body, void *context) {
  atomic_store_explicit(&team->body, body, memory_order_relaxed);
  atomic_store_explicit(&team->context, context, memory_order_relaxed);
  atomic_store_explicit(&team->count, count, memory_order_relaxed);
  atomic_store_explicit(&team->done, 0, memory_order_relaxed);
  const uint64_t generation = (atomic_load_explicit(&team->state, memory_order_relaxed) >> 32) + 1;
  atomic_store(&team->state, generation << 32 | count);
  if (team->openmp) {
    // The region ends when every thread of it has.
    team->openmp(openmp_part, team, (unsigned)team->threads, 0);
    return;
  }
  atomic_fetch_add(&team->signal, 1);
  if (atomic_load(&team->sleepers) > 0) wake(team, &team->signal);
  inside = true;
  unsigned finished = take_part(team);
  inside = false;
  unsigned done = atomic_fetch_add(&team->done, finished) + finished;
  if (done == count) return;
  const int64_t end = nanoseconds() + 2 * SPIN_NANOSECONDS;
  do {
    for (int i = 0; i < 32; i++) {
      if (atomic_load(&team->done) == count) return;
      pause_briefly();
    }
  } while (nanoseconds() < end);
  atomic_store(&team->ownerSleeps, 1);
  while ((done = atomic_load(&team->done)) != count) wait_while(team, &team->done, done);
  atomic_store(&team->ownerSleeps, 0);
}

/// A loop of more than 2³¹ indices is run in parts.
typedef struct {
  headscope_body body;
  void *context;
  long start;
} part;

static void run_part(void *context, long index) {
  const part *p = context;
  p->body(p->context, p->start + index);
}

void headscope_team_run(headscope_team *team, long count, headscope_body body, void *context) {
  if (count <= 0) return;
  if (team->threads == 1 || count == 1 || inside || atomic_flag_test_and_set(&team->busy)) {
    for (long i = 0; i < count; i++) body(context, i);
    return;
  }
  if (count <= INT32_MAX) run_shared(team, (unsigned)count, body, context);
  else
    for (part p = {body, context, 0}; p.start < count; p.start += INT32_MAX) {
      long rest = count - p.start;
      run_shared(team, (unsigned)(rest < INT32_MAX ? rest : INT32_MAX), run_part, &p);
    }
  atomic_flag_clear(&team->busy);
}
