#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int benchmark_open_terminal(unsigned short columns, unsigned short rows, char *name, size_t capacity) {
  int descriptor = posix_openpt(O_RDWR | O_NOCTTY);
  if (descriptor < 0) return -1;
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  const char *path = NULL;
  if (grantpt(descriptor) == 0 && unlockpt(descriptor) == 0 && ioctl(descriptor, TIOCSWINSZ, &size) == 0)
    path = ptsname(descriptor);
  if (!path || strlen(path) >= capacity) {
    int reason = path ? ENAMETOOLONG : errno;
    close(descriptor);
    errno = reason;
    return -1;
  }
  strcpy(name, path);
  return descriptor;
}

short benchmark_new_session_flag(void) { return POSIX_SPAWN_SETSID; }
