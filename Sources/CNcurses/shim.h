#pragma once
// Must precede curses.h: Swift's importer otherwise leaves the wide-character functions out.
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

// All of ncurses that drtop uses, and what Swift cannot see: its globals are shared mutable state, its macros casts.

int wcwidth(wchar_t);  // hidden by the importer, which defines neither _GNU_SOURCE nor _XOPEN_SOURCE

static inline WINDOW *drtop_curses_window(void) { return stdscr; }
static inline int drtop_curses_colors(void) { return COLORS; }

/// As the indexes of `Attributes` say.
static inline attr_t drtop_curses_attributes(unsigned bits) {
    attr_t attributes = A_NORMAL;
    if (bits & 1) attributes |= A_BOLD;
    if (bits & 2) attributes |= A_DIM;
    if (bits & 4) attributes |= A_ITALIC;
    if (bits & 8) attributes |= A_UNDERLINE;
    if (bits & 16) attributes |= A_REVERSE;
    if (bits & 32) attributes |= A_BLINK;
    return attributes;
}

/// Puts one character with its marks at a place. What this locale cannot show, or counts with another width than
/// `columns`, is
/// replaced by `?` (and blanks): otherwise everything to the right of it would be shifted. Numbers of pairs go beyond 255 only by pointer.
static inline void drtop_curses_put(int row, int column, wchar_t base, wchar_t first, wchar_t second, int columns,
                                    attr_t attributes, int pair) {
    cchar_t cell;
    wchar_t text[4] = {base, first, second, 0};
    if (wcwidth(base) == columns && (!first || wcwidth(first) == 0) && (!second || wcwidth(second) == 0)) {
        setcchar(&cell, text, attributes, 0, &pair);
        mvwadd_wch(stdscr, row, column, &cell);
        return;
    }
    for (int i = 0; i < columns; i++) {
        wchar_t substitute[2] = {i == 0 ? L'?' : L' ', 0};
        setcchar(&cell, substitute, attributes, 0, &pair);
        mvwadd_wch(stdscr, row, column + i, &cell);
    }
}

/// The locale of the environment for characters alone. Returns whether it is UTF-8.
static inline int drtop_curses_take_locale(void) {
    setlocale(LC_CTYPE, "");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/// A terminal's string, NULL when it has none: tigetstr says -1 for "no string".
static inline const char *drtop_curses_string(const char *name) {
    char *string = tigetstr((char *)name);
    return string == (char *)-1 ? NULL : string;
}
