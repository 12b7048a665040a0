/// A diary of moods on two devices; the later write wins, and sync is the user's choice.
@NullMarked
package dev.tidemark.examples.wellbeing;

import org.jspecify.annotations.NullMarked;
