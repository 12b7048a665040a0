/// Field scouting by the contract of upserts: an app that keeps its own records.
@NullMarked
package dev.tidemark.examples.agronomy;

import org.jspecify.annotations.NullMarked;
