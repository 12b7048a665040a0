package dev.tidemark.server.upsert;

import dev.tidemark.core.merge.BasePatch;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.server.upsert.Decided.Refused;
import dev.tidemark.wire.json.Words;
import dev.tidemark.wire.upsert.Downstream;
import dev.tidemark.wire.upsert.SuggestedAction;
import dev.tidemark.wire.upsert.Upsert;
import dev.tidemark.wire.upsert.UpsertConflict;
import org.jspecify.annotations.Nullable;

/// Says why a record was not taken, in the words of the app's schema.
record Complaint(Transcript transcript, Asking asking) {

    UpsertConflict about(Refused refused) {
        Upsert upsert = refused.upsert();
        Refusal refusal = refused.refusal();
        CollectionRules rules = asking.app().rules().collection(upsert.collection());
        return UpsertConflict.of(
                upsert.collection(),
                id(upsert),
                rule(refusal, rules),
                refusal.detail(),
                upsert.sent(),
                rules == null ? Value.NULL : state(upsert, refusal, rules),
                action(refusal, rules),
                refusal.errors().stream().map(flaw -> placed(flaw, upsert)).toList());
    }

    private static @Nullable String id(Upsert upsert) {
        return switch (upsert) {
            case Upsert.Readable readable -> readable.key().id();
            case Upsert.Malformed bad -> bad.id();
        };
    }

    private static String rule(Refusal refusal, @Nullable CollectionRules rules) {
        Rule rule = refusal.rule();
        return rule == null || rules == null
                ? Words.of(refusal.code())
                : rules.upserts().conflicts().getOrDefault(rule, Words.of(rule));
    }

    /// What there is instead: the record, or the one that it is a patch for.
    private Value state(Upsert upsert, Refusal refusal, CollectionRules rules) {
        RecordKey key = upsert instanceof Upsert.Readable readable ? readable.key() : null;
        Base base = rules.base();
        if (base != null
                && refusal.rule() == Rule.BASE
                && upsert.sent() instanceof Value.Obj sent) {
            key = BasePatch.target(base, sent);
        }
        if (key == null || !asking.principal().mayRead(key.collection())) {
            return Value.NULL;
        }
        return transcript
                .entry(key)
                .<Value>map(entry -> Downstream.shown(entry, asking.app().rules()))
                .orElse(Value.NULL);
    }

    private static SuggestedAction action(Refusal refusal, @Nullable CollectionRules rules) {
        return switch (refusal.code()) {
            case CONFLICT -> rules == null ? SuggestedAction.KEEP_SERVER : wayOut(refusal, rules);
            case FORBIDDEN -> SuggestedAction.ASK_FOR_ACCESS;
            case HELD, CAUSAL_GAP, DEPENDS_ON_REJECTED -> SuggestedAction.WAIT;
            case HOLD_DROPPED, RECORD_PURGED -> SuggestedAction.KEEP_SERVER;
            case VALIDATION, NOT_FOUND, DEVICE_FORKED -> SuggestedAction.MEND;
        };
    }

    private static SuggestedAction wayOut(Refusal refusal, CollectionRules rules) {
        return switch (refusal.rule()) {
            case null -> SuggestedAction.KEEP_SERVER;
            case FROZEN ->
                    rules.lifecycle() != null && rules.lifecycle().correctable()
                            ? SuggestedAction.CORRECT
                            : SuggestedAction.KEEP_SERVER;
            case UNSEEN -> SuggestedAction.PULL_AND_RETRY;
            case BASE -> SuggestedAction.REBASE;
            case EXISTS -> SuggestedAction.NEW_ID;
            case NATURAL_KEY -> SuggestedAction.RENAME;
        };
    }

    /// A place in the record, as a place in the request.
    private static Flaw placed(Flaw flaw, Upsert upsert) {
        String pointer = flaw.pointer();
        if (upsert instanceof Upsert.Malformed) {
            return flaw;
        }
        String within = pointer.startsWith("/fields") ? pointer.substring("/fields".length()) : "";
        return new Flaw(upsert.place() + within, flaw.message());
    }
}
