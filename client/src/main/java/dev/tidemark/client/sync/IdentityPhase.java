package dev.tidemark.client.sync;

import dev.tidemark.client.sync.EnrolmentTable.AccountRow;
import dev.tidemark.client.sync.Trouble.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure whose account a credential opens before anything of this database is sent, and takes
 * over the app's schema where it is newer.
 */
final class IdentityPhase implements Phase {

    private final RoundContext context;
    private boolean done;

    IdentityPhase(RoundContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Request next() {
        return done || isCurrent() ? null : context.get("/v1/schema");
    }

    private boolean isCurrent() {
        Instant asked = context.progress().schemaAskedAt();
        Instant now = context.now();
        return context.enrolment().checked()
                && asked != null
                && !asked.isAfter(now)
                && asked.plus(context.limits.schemaAge()).isAfter(now);
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        if (answer.status() != 200) {
            return Troubles.of(answer, context.now());
        }
        try {
            SchemaAnswer schema = SchemaAnswer.read(answer.body());
            done = true;
            return context.file.change(tx -> take(tx, context, schema));
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    /** Takes over who the server says the account is, unless it is not the one of the data. */
    static @Nullable Trouble take(Tx tx, RoundContext context, SchemaAnswer schema) {
        EnrolmentTable enrolments = new EnrolmentTable(tx);
        Optional<AccountRow> bound = enrolments.account();
        if (bound.isPresent() && !bound.get().accountId().equals(schema.accountId())) {
            return Trouble.of(
                    Kind.OTHER_ACCOUNT,
                    "OTHER_ACCOUNT",
                    "this database holds data of account %s, and the credential opens account %s;"
                                    .formatted(bound.get().accountId(), schema.accountId())
                            + " nothing was sent. Use a credential of the first, or another file");
        }
        if (bound.isEmpty()) {
            enrolments.bind(schema.accountId(), schema.app(), context.now());
        }
        enrolments.checked();
        new ProgressTable(tx).schemaAsked(context.now());
        context.file.adoptSchema(tx, Json.bytes(schema.schema()));
        return null;
    }
}
