// What Swift cannot import from ncurses by itself: macros, variadics and mutable globals.
#pragma once
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <wchar.h>
#include <curses.h>
#include <term.h>

static inline WINDOW *curses_standard_window(void) { return stdscr; }
static inline WINDOW *curses_shown_window(void) { return curscr; }
static inline int curses_color_count(void) { return COLORS; }
static inline int curses_status_ok(void) { return OK; }

static inline attr_t curses_attribute_bold(void) { return A_BOLD; }
static inline attr_t curses_attribute_dim(void) { return A_DIM; }
static inline attr_t curses_attribute_italic(void) { return A_ITALIC; }
static inline attr_t curses_attribute_underline(void) { return A_UNDERLINE; }
static inline attr_t curses_attribute_reverse(void) { return A_REVERSE; }

/// A string capability of the current terminal; NULL where it has none.
static inline const char *curses_string_capability(const char *name) {
  const char *value = tigetstr((char *)name);
  return value == (const char *)-1 ? NULL : value;
}

/// The string that moves the cursor; NULL where the terminal cannot.
static inline const char *curses_cursor_move(int row, int column) {
  const char *capability = curses_string_capability("cup");
  return capability ? tparm((char *)capability, row, column, 0, 0, 0, 0, 0, 0, 0) : NULL;
}

/// A string capability with one number filled in; NULL where the terminal has none of that name.
static inline const char *curses_counted(const char *name, int count) {
  const char *capability = curses_string_capability(name);
  return capability ? tparm((char *)capability, count, 0, 0, 0, 0, 0, 0, 0, 0) : NULL;
}

/// Makes a cell of up to five scalars with attributes and an extended pair. Returns OK or ERR.
static inline int curses_make_cell(
    cchar_t *cell, const unsigned int *scalars, int count, attr_t attributes, int pair) {
  wchar_t text[6] = {0};
  if (count < 1 || count > 5) return ERR;
  for (int index = 0; index < count; index++) text[index] = (wchar_t)scalars[index];
  return setcchar(cell, text, attributes, 0, &pair);
}
