#pragma once
#include <stdint.h>

/// The number of the mutant in force; 0: none. Read from MUTANT once, before main.
extern int32_t mutant_in_force;
/// By number: 1 when the mutant, had it been in force, would have been the first to make a difference here. What a run of
/// the unchanged core has not marked, this mutant cannot change.
extern uint8_t mutant_marks[65536];

static inline int32_t mutant_number(void) { return mutant_in_force; }
/// Tests run on several threads: all write the same byte.
static inline void mutant_mark(int32_t number) { mutant_marks[number] = 1; }

/// Writes the numbers that were marked, one a line, to the file that MUTANT_MARKS names; at exit by itself.
void mutant_write_marks(void);
void mutant_forget_marks(void);
static inline int mutant_is_marked(int32_t number) { return mutant_marks[number]; }
/// Ends the process when it computes for longer than this from now on, or is not through after ten times as long.
void mutant_allow_seconds(unsigned seconds);
