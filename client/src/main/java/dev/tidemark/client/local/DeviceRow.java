package dev.tidemark.client.local;

import org.jspecify.annotations.Nullable;

/**
 * This replica.
 *
 * @param id minted here; another one once this file turns out to be a copy
 * @param name for people
 * @param platform as the schema's device priority names it; null for none
 */
public record DeviceRow(String id, String name, @Nullable String platform) {}
