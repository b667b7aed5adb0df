// What Swift cannot import from ncurses by itself: macros, variadics and mutable globals.
#pragma once
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <wchar.h>
#include <curses.h>
