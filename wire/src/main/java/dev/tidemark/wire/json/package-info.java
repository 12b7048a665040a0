/**
 * JSON as it comes and goes: {@link dev.tidemark.wire.json.Json} reads bytes into exact values and
 * writes them, {@link dev.tidemark.wire.json.Members} takes an object apart and says what is wrong
 * with it, {@link dev.tidemark.wire.json.Instants} reads and writes times. Knows no contract.
 */
@NullMarked
package dev.tidemark.wire.json;

import org.jspecify.annotations.NullMarked;
