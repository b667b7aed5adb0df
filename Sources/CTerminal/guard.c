#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const int noticed[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sigaction previous[NSIG];
static atomic_ulong pending;
static atomic_int wake = -1;
static atomic_long first_asked;

static struct {
  atomic_int armed;
  int terminal;
  struct termios saved;
  char leave[TERMINAL_GUARD_CAPACITY];
  size_t length;
  int log;       // -1: standard error is left alone.
  int original;  // A copy of the descriptor that was standard error.
} guard = {.log = -1, .original = -1};

/// How long a terminal that takes no bytes, or a loop that does not answer, may hold up the end.
static const int patience_milliseconds = 1000;

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
    int answer = poll(&ready, 1, patience_milliseconds);
    if (answer < 0 && errno == EINTR) continue;
    if (answer <= 0) return;
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static void replay_errors(void) {
  if (guard.log < 0) return;
  dup2(guard.original, STDERR_FILENO);
  char chunk[4096];
  off_t offset = 0;
  ssize_t count;
  while ((count = pread(guard.log, chunk, sizeof chunk, offset)) > 0) {
    write_all(STDERR_FILENO, chunk, (size_t)count);
    offset += count;
  }
  close(guard.original);
  guard.original = -1;
  guard.log = -1;
}

void terminal_guard_restore(void) {
  if (!atomic_exchange(&guard.armed, 0)) return;
  int error = errno;
  // A process in the background must neither draw nor change modes: SIGTTOU would stop it here.
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  pid_t foreground = tcgetpgrp(guard.terminal);
  if (foreground < 0 || foreground == getpgrp()) {
    write_all(guard.terminal, guard.leave, guard.length);
    // Mouse reports that are still on their way must not be typed into the shell.
    tcflush(guard.terminal, TCIFLUSH);
    tcsetattr(guard.terminal, TCSANOW, &guard.saved);
  }
  replay_errors();
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
}

int terminal_guard_arm(
    int terminal, const struct termios *saved, const char *leave, size_t length) {
  static int registered;
  if (length > sizeof guard.leave) return EINVAL;
  if (!registered) {
    if (atexit(terminal_guard_restore)) return ENOMEM;
    registered = 1;
  }
  atomic_store(&guard.armed, 0);
  guard.terminal = terminal;
  guard.saved = *saved;
  memcpy(guard.leave, leave, length);
  guard.length = length;
  atomic_store(&guard.armed, 1);
  return 0;
}

int terminal_guard_capture_errors(int log) {
  if (guard.log >= 0) return EBUSY;
  int original = dup(STDERR_FILENO);
  if (original < 0) return errno;
  if (dup2(log, STDERR_FILENO) < 0) {
    int error = errno;
    close(original);
    return error;
  }
  guard.original = original;
  guard.log = log;
  return 0;
}

static void leave_by_default(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

static void on_crash(int number, siginfo_t *information, void *context) {
  terminal_guard_restore();
  struct sigaction *old = &previous[number];
  if ((old->sa_flags & SA_SIGINFO) && old->sa_sigaction) {
    old->sa_sigaction(number, information, context);
  } else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
    old->sa_handler(number);
  } else {
    signal(number, SIG_DFL);
  }
  // A faulting instruction runs again on return and ends the process. A signal that was sent does
  // not come back by itself, and a trap continues behind its instruction.
  struct sigaction now;
  sigaction(number, NULL, &now);
  int returns = information->si_code > 0 && number != SIGTRAP && number != SIGABRT;
  if (!returns && now.sa_handler == SIG_DFL) raise(number);
  if (now.sa_sigaction == on_crash) leave_by_default(number);
}

static int ends_the_process(int number) {
  return number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT;
}

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void on_notice(int number) {
  int error = errno;
  unsigned long bit = 1ul << number;
  int repeated = (atomic_fetch_or(&pending, bit) & bit) != 0;
  if (ends_the_process(number)) {
    // Asked again and the loop has not seen the first for a while: it hangs, so leave without it.
    // (A closing terminal sends SIGHUP from two sides at once.)
    long now = milliseconds();
    if (!repeated) {
      atomic_store(&first_asked, now);
    } else if (now - atomic_load(&first_asked) > patience_milliseconds) {
      terminal_guard_restore();
      leave_by_default(number);
    }
  }
  int descriptor = atomic_load(&wake);
  if (descriptor >= 0) {
    ssize_t ignored = write(descriptor, "", 1);
    (void)ignored;
  }
  errno = error;
}

static int installed;

int terminal_signals_install(int descriptor) {
  if (installed) return EBUSY;
  installed = 1;
  atomic_store(&wake, descriptor);
  // A stack overflow leaves no stack to handle it on. The Swift runtime has one for the main
  // thread as a rule; otherwise this one serves.
  static char spare[64 * 1024];
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack = (stack_t){.ss_sp = spare, .ss_size = sizeof spare};
    sigaltstack(&stack, NULL);
  }
  for (size_t index = 0; index < COUNT(noticed); index++) {
    struct sigaction action = {.sa_handler = on_notice, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    if (sigaction(noticed[index], &action, &previous[noticed[index]])) return errno;
  }
  for (size_t index = 0; index < COUNT(crashes); index++) {
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    if (sigaction(crashes[index], &action, &previous[crashes[index]])) return errno;
  }
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  if (sigaction(SIGPIPE, &ignore, &previous[SIGPIPE])) return errno;
  return 0;
}

void terminal_signals_remove(void) {
  if (!installed) return;
  installed = 0;
  for (size_t index = 0; index < COUNT(noticed); index++) {
    sigaction(noticed[index], &previous[noticed[index]], NULL);
  }
  for (size_t index = 0; index < COUNT(crashes); index++) {
    sigaction(crashes[index], &previous[crashes[index]], NULL);
  }
  sigaction(SIGPIPE, &previous[SIGPIPE], NULL);
  atomic_store(&wake, -1);
  atomic_store(&pending, 0);
}

unsigned long terminal_signals_take(void) { return atomic_exchange(&pending, 0); }
