#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#ifdef __linux__
#include <sys/mman.h>
#else
#include <stdio.h>
#endif

int terminal_scratch_file(const char *name) {
#ifdef __linux__
  return memfd_create(name, MFD_CLOEXEC);
#else
  (void)name;
  FILE *file = tmpfile();
  if (!file) return -1;
  int descriptor = dup(fileno(file));
  fclose(file);
  return descriptor;
#endif
}

int terminal_window_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size)) return errno;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

/// Whether the user names a locale for characters, in the order that POSIX gives the variables.
static int user_names_locale(void) {
  const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int i = 0; i < 3; i++) {
    const char *value = getenv(variables[i]);
    if (value && *value) return 1;
  }
  return 0;
}

int terminal_use_unicode_locale(void) {
  // Numbers keep the C locale: libraries read files with strtod.
  if (setlocale(LC_CTYPE, "")) {
    if (!strcmp(nl_langinfo(CODESET), "UTF-8")) return 1;
    // `LC_ALL=C` asks for ASCII. Where nothing is asked for, or for a locale that is not installed
    // (as in containers and over ssh), the terminal takes UTF-8 all the same.
    if (user_names_locale()) return 0;
  }
  return setlocale(LC_CTYPE, "C.UTF-8") && !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int terminal_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
