#pragma once
// Must precede curses.h: Swift's importer otherwise leaves the wide-character functions out.
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncursesw/curses.h>
