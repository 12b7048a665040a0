package dev.tidemark.server.upload;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.engine.Scribed;
import dev.tidemark.server.engine.Scribing.Reply;
import dev.tidemark.server.engine.Standpoint;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.server.engine.Wish;
import dev.tidemark.server.store.AnsweredRow;
import dev.tidemark.server.store.DownloadRow;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.upload.Upload;
import dev.tidemark.wire.upload.UploadAnswer;
import dev.tidemark.wire.upload.UploadAnswer.Rejected;
import dev.tidemark.wire.upload.UploadedChange;
import dev.tidemark.wire.upload.UploadedChange.Malformed;
import dev.tidemark.wire.upload.UploadedChange.Readable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One upload while it is decided.
///
/// What the device knew is what its last download was answered with, unless the upload itself says
/// how far the device was, and what the device has written itself. An answer may be lost, so that
/// is more than the device need have; the cursor that it is given never relies on it.
final class Uploading {

    /// Names what is written and remembered for clients of this contract.
    static final String CONTRACT = "log";

    private static final byte[] ACCEPTED = {};
    private static final String LAST_DATA = "/data";

    private final Scribe scribe;
    private final Upload upload;
    private final DownloadRow known;
    private final Standpoint base;
    private final long seenUpTo;

    /// The digests of what was accepted now, by name.
    private final Map<String, byte[]> acceptedNow = new LinkedHashMap<>();

    private final List<Rejected> rejected = new ArrayList<>();
    private int accepted;

    /// Whether there is nothing that the device lacks: all that is new is as it sent it.
    private boolean complete;

    Uploading(Scribe scribe, Upload upload) {
        this.scribe = scribe;
        this.upload = upload;
        this.known = DownloadRow.of(scribe.tx(), scribe.asking().account(), upload.deviceId());
        this.base =
                upload.cursor() == null
                        ? scribe.standpoint(known.shown())
                        : scribe.standpoint(upload.cursor());
        this.seenUpTo =
                upload.cursor() == null
                        ? scribe.standpoint(known.answered()).since().seq()
                        : base.since().seq();
        this.complete = base.since().seq() == scribe.seq();
    }

    /// Decides on all changes, in their order.
    Reply<UploadAnswer> decide() {
        List<RecordKey> keys = new ArrayList<>();
        for (UploadedChange change : upload.changes()) {
            if (change instanceof Readable readable) {
                keys.add(readable.key());
            }
        }
        scribe.expect(keys);
        for (UploadedChange change : upload.changes()) {
            switch (change) {
                case Readable readable -> decide(readable);
                case Malformed(var opId, var refusal) -> reject(opId, refusal, null);
            }
        }
        return this::answer;
    }

    private void decide(Readable change) {
        String name = name(change.opId());
        byte[] digest = change.digest();
        byte[] before = digestOf(name);
        if (before == null) {
            carryOut(change, name, digest);
        } else if (Arrays.equals(before, digest)) {
            accepted++;
        } else {
            String message = "was used for another change; every change has its own";
            reject(change.opId(), Refusal.invalid("/opId", message), null);
        }
    }

    /// The digest of a change that was accepted under this name, now or before; null for none.
    private byte @Nullable [] digestOf(String name) {
        byte[] now = acceptedNow.get(name);
        return now != null
                ? now
                : AnsweredRow.find(scribe.tx(), account(), CONTRACT, name)
                        .map(AnsweredRow::digest)
                        .orElse(null);
    }

    private void carryOut(Readable change, String name, byte[] digest) {
        switch (scribe.writeAll(wishes(change, name))) {
            case Scribed.Taken taken -> {
                accepted++;
                acceptedNow.put(name, digest);
                complete &= !taken.merged() && isShown(change);
            }
            case Scribed.Refused(var refusal, var conflict) ->
                    reject(change.opId(), refusal, conflict == null ? null : conflict.conflictId());
        }
    }

    private void reject(@Nullable String opId, Refusal refusal, @Nullable String conflictId) {
        rejected.add(Rejected.of(opId, refusal, conflictId));
    }

    /// What a change asks for. A deletion may say how the record was when it was deleted: that is
    /// written first, so that it is not lost. A field that it does not name it leaves alone.
    private List<Wish> wishes(Readable change, String name) {
        RecordKey key = change.key();
        VersionVector seen = scribe.seenAt(key, seenUpTo);
        Op op = scribe.knows(key, seen) ? Op.UPDATE : Op.CREATE;
        FieldChanges changes = scribe.changes(key, change.fields(), seen);
        if (!change.isDeletion()) {
            return List.of(Wish.of(name, key, op, change.updatedAt(), seen).with(changes));
        }
        Wish delete = Wish.of(name, key, Op.DELETE, change.updatedAt(), seen);
        FieldChanges last = new FieldChanges(changes.fields(), List.of());
        return last.isEmpty()
                ? List.of(delete)
                : List.of(
                        Wish.of(name + LAST_DATA, key, op, change.updatedAt(), seen).with(last),
                        delete);
    }

    private boolean isShown(Readable change) {
        return scribe.record(change.key())
                .filter(now -> now.deleted() == change.isDeletion())
                .filter(now -> now.deleted() || now.fields().equals(change.data()))
                .isPresent();
    }

    /// What the server calls a change: ids that are not unique by themselves are so by device.
    private String name(String opId) {
        if (Members.isUuid(opId)) {
            return opId;
        }
        String unique = upload.deviceId() + "\n" + opId;
        return UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private UploadAnswer answer(Transcript transcript) {
        long end = transcript.head().seq();
        long now = scribe.asking().received().toEpochMilli();
        acceptedNow.forEach((name, digest) ->
                new AnsweredRow(CONTRACT, name, digest, ACCEPTED, end, now)
                        .keep(transcript.tx(), account()));
        if (!complete) {
            return new UploadAnswer(accepted, rejected, transcript.cursor(base));
        }
        DownloadRow all = new DownloadRow(upload.deviceId(), end, end);
        if (!all.equals(known)) {
            all.save(transcript.tx(), account());
        }
        return new UploadAnswer(accepted, rejected, transcript.cursor());
    }

    private String account() {
        return scribe.asking().account();
    }
}
