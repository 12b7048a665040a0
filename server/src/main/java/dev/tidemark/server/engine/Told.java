package dev.tidemark.server.engine;

import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.audit.AuditEvent;
import dev.tidemark.server.audit.AuditStatus;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.command.ResolveAnswer.Refused;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.json.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the audit is told of batches, decisions and restores: counts and codes, never what was
/// written.
///
/// What had an effect is told of in the transaction that has it. What was only refused leaves no
/// other trace, and is told of by whoever bounds how much of that is told. What was answered before
/// is not told of again.
public final class Told {

    private Told() {}

    static void pushed(Tx tx, Asking asking, List<Ack> acks, List<Rejection> rejections) {
        long done = acks.size() - duplicates(acks);
        if (done > 0) {
            Audit.append(tx, push(asking, done, acks, rejections));
        }
    }

    /// The event that tells of a batch of which nothing had an effect and something was refused.
    public static Optional<AuditEvent> refused(Asking asking, BatchAnswer answer) {
        return refused(asking, answer.acked(), answer.rejections());
    }

    static Optional<AuditEvent> refused(Asking asking, List<Ack> acks, List<Rejection> rejections) {
        boolean told = acks.size() > duplicates(acks) || rejections.isEmpty();
        return told ? Optional.empty() : Optional.of(push(asking, 0, acks, rejections));
    }

    private static long duplicates(List<Ack> acks) {
        return acks.stream().filter(ack -> ack.status() == Ack.Status.DUPLICATE).count();
    }

    private static AuditEvent push(
            Asking asking, long done, List<Ack> acks, List<Rejection> rejections) {
        Map<String, Integer> counts = new TreeMap<>();
        acks.forEach(ack -> counts.merge(Words.of(ack.status()), 1, Integer::sum));
        rejections.forEach(rejection -> count(rejection, counts));
        AuditStatus status = AuditStatus.of(done, rejections.size());
        return event(asking, AuditAction.SYNC_PUSH, status, counts);
    }

    static void held(Tx tx, Asking asking, HoldRow hold) {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("held as " + hold.kind().word(), (int) hold.count());
        Audit.append(tx, event(asking, AuditAction.HOLD_OPEN, AuditStatus.REFUSED, counts));
    }

    /// @param done how many decisions were carried out now
    static void resolved(Tx tx, Asking asking, int done, ResolveAnswer answer) {
        if (done > 0) {
            Audit.append(tx, resolve(asking, done, answer));
        }
    }

    /// The event that tells of decisions of which none was carried out, now or before.
    public static Optional<AuditEvent> refused(Asking asking, ResolveAnswer answer) {
        boolean told = !answer.resolved().isEmpty() || answer.rejections().isEmpty();
        return told ? Optional.empty() : Optional.of(resolve(asking, 0, answer));
    }

    private static AuditEvent resolve(Asking asking, int done, ResolveAnswer answer) {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("resolved", done);
        answer.rejections().stream().map(Refused::rejection).forEach(each -> count(each, counts));
        AuditStatus status = AuditStatus.of(done, answer.rejections().size());
        return event(asking, AuditAction.CONFLICT_RESOLVE, status, counts);
    }

    static void restored(Tx tx, Asking asking, Restore restore, RestoreAnswer answer) {
        Audit.append(
                tx,
                new AuditEvent(
                        asking.account(),
                        AuditAction.SNAPSHOT_RESTORE,
                        AuditStatus.of(answer.restored(), answer.skipped()),
                        asking.principal().deviceId(),
                        asking.principal().credentialId(),
                        asking.received(),
                        "%s to version %d: %d restored, %d skipped; snapshot %s undoes it"
                                .formatted(
                                        restore.extent(),
                                        restore.seq(),
                                        answer.restored(),
                                        answer.skipped(),
                                        answer.snapshotBefore()),
                        asking.traceId()));
    }

    private static void count(Rejection rejection, Map<String, Integer> counts) {
        counts.merge("refused as " + rejection.code(), 1, Integer::sum);
    }

    private static AuditEvent event(
            Asking asking, AuditAction action, AuditStatus status, Map<String, Integer> counts) {
        List<String> parts =
                counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList();
        return new AuditEvent(
                asking.account(),
                action,
                status,
                asking.device(),
                asking.principal().credentialId(),
                asking.received(),
                String.join(", ", parts),
                asking.traceId());
    }
}
