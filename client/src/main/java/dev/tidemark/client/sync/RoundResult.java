package dev.tidemark.client.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a round did, also where it was cut short.
 *
 * @param pulled records that the server told of and that changed here
 * @param pushed mutations that the server took
 * @param merged those of them that were concurrent with something they did not know
 * @param refused mutations that became dead letters
 * @param resolved decisions about conflicts that the server carried out
 * @param notices what a person should know, in sentences
 * @param trouble why it was cut short; null where it was not
 */
public record RoundResult(
        long pulled,
        long pushed,
        long merged,
        long refused,
        long resolved,
        List<String> notices,
        @Nullable Trouble trouble) {

    public RoundResult {
        notices = List.copyOf(notices);
    }
}
