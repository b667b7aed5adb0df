import Testing

/// All suites that touch ncurses, one test at a time: a process has one of it, and one locale.
@Suite(.serialized) enum CursesTests {}
