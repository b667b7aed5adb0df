// What must run inside a signal handler, and so cannot be Swift: remembering that a signal came,
// and bringing the terminal back when the process dies. One terminal a process.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

/// The longest string that `terminal_guard_arm` takes.
#define TERMINAL_GUARD_CAPACITY 1024

/// Installs the handlers. Signals that ask for something (resize, stop, continue, end) set a bit
/// and write a byte to `wake`, which must not block; crashes restore the terminal and go on to the
/// handler that was there before. SIGPIPE is ignored. Returns 0 or an errno (EBUSY: they are
/// installed).
int terminal_signals_install(int wake);

/// Puts back the handlers that were there before.
void terminal_signals_remove(void);

/// The signals that came since the last call, each as bit 1 << number.
unsigned long terminal_signals_take(void);

/// From now on every way out of the process writes `leave` to the terminal and sets its modes to
/// `saved`. Returns 0 or an errno.
int terminal_guard_arm(
    int terminal, const struct termios *saved, const char *leave, size_t length);

/// Sends what is written to standard error to `log` instead, until the restore writes it out.
/// Returns 0 or an errno.
int terminal_guard_capture_errors(int log);

/// Brings the terminal back now, if it is armed; safe in a signal handler, and more than once.
void terminal_guard_restore(void);

/// An anonymous file, gone with its last descriptor; -1 and errno when there is none to have.
int terminal_scratch_file(const char *name);

/// Chooses the user's locale for characters, or C.UTF-8 where none is named or it is not installed.
/// Returns whether characters are UTF-8 now; they are not where LC_ALL, LC_CTYPE or LANG names a
/// locale that is not (C, POSIX).
int terminal_use_unicode_locale(void);

/// The columns of a scalar by the C library's table: what ncurses goes by. -1: not printable.
int terminal_scalar_width(uint32_t scalar);

/// The size of the window behind a descriptor. Returns 0 or an errno.
int terminal_window_size(int descriptor, int *rows, int *columns);
