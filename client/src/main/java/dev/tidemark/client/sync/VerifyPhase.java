package dev.tidemark.client.sync;

import dev.tidemark.client.local.ChecksumTable;
import dev.tidemark.client.local.HeldRecords;
import dev.tidemark.client.local.HeldRecords.Held;
import dev.tidemark.client.sync.Verification.Differing;
import dev.tidemark.client.sync.Verification.How;
import dev.tidemark.client.sync.Verification.OfCollection;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.digest.DigestAnswer;
import dev.tidemark.wire.digest.DigestPage;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what this device holds with what the server does, after a pull: digests of collections;
 * where they differ, the pairs of ids and hashes behind them; and where those differ, the records.
 *
 * <p>It counts only if both stood at the same cursor from the first answer to the last. Where
 * somebody wrote meanwhile it is {@link #unsettled}, and to be done again behind another pull.
 */
final class VerifyPhase implements Phase {

    private static final int PAIRS_PER_PAGE = 5_000;

    private final RoundContext context;
    private final List<OfCollection> collections = new ArrayList<>();
    private final Deque<PairsWalk> walks = new ArrayDeque<>();
    private final Deque<Differing> unread = new ArrayDeque<>();
    private final List<Differing> differences = new ArrayList<>();
    private Stage stage;
    private boolean unsettled;

    private enum Stage {
        SUMS,
        DIGESTS,
        PAIRS,
        RECORDS,
        AGAIN,
        END
    }

    /**
     * @param sumsFirst whether the sums at hand are compared before all records are looked at
     */
    VerifyPhase(RoundContext context, boolean sumsFirst) {
        this.context = context;
        this.stage = sumsFirst ? Stage.SUMS : Stage.DIGESTS;
    }

    /** Whether somebody wrote while this compared. */
    boolean unsettled() {
        return unsettled;
    }

    /** What was found; null before the end, and where it is unsettled. */
    @Nullable Verification found() {
        return stage == Stage.END && !unsettled
                ? new Verification(context.now(), collections, differences)
                : null;
    }

    @Override
    public @Nullable Request next() {
        return switch (stage) {
            case DIGESTS -> context.get("/v1/sync/digest");
            case PAIRS -> context.get(walks.getFirst().path());
            case RECORDS -> context.get(path(unread.getFirst().key()));
            case SUMS, AGAIN -> context.get("/v1/sync/digest?sums=true");
            case END -> null;
        };
    }

    private static String path(RecordKey key) {
        return "/v1/sync/records/" + segment(key.collection()) + "/" + segment(key.id());
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        boolean gone = stage == Stage.RECORDS && answer.status() == 404;
        if (answer.status() != 200 && !gone) {
            return Troubles.of(answer, context.now());
        }
        try {
            switch (stage) {
                case SUMS -> sums(DigestAnswer.read(answer.body()));
                case DIGESTS -> digests(DigestAnswer.read(answer.body()));
                case PAIRS -> pairs(DigestPage.read(answer.body()));
                case RECORDS -> record(gone ? Value.Obj.EMPTY : fields(answer));
                case AGAIN -> again(DigestAnswer.read(answer.body()));
                case END -> throw new IllegalStateException("nothing was asked");
            }
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    private static Value.Obj fields(Answer answer) {
        return EncodedEntry.of(answer.body()).fields();
    }

    /** Where the sums are the same, nothing else is looked at. */
    private void sums(DigestAnswer there) {
        if (isElsewhere(there)) {
            return;
        }
        TreeMap<String, Checksum> sums = new TreeMap<>();
        there.collections().forEach((name, each) -> sums.put(name, each.checksum()));
        boolean same = context.file.read(tx -> new ChecksumTable(tx).all()).equals(sums);
        stage = same ? Stage.END : Stage.DIGESTS;
        if (same) {
            sums.forEach((name, sum) ->
                    collections.add(new OfCollection(name, sum.count(), sum.count(), true)));
        }
    }

    private void digests(DigestAnswer there) {
        if (isElsewhere(there)) {
            return;
        }
        SortedMap<String, Held> here = held();
        TreeSet<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.collections().keySet());
        for (String name : names) {
            compare(name, here.get(name), there.collections().get(name));
        }
        goOn();
    }

    /** What is held; where it is not what was noted of it, that is put right. */
    private SortedMap<String, Held> held() {
        SortedMap<String, Held> held = context.file.read(tx -> new HeldRecords(tx).digests());
        TreeMap<String, Checksum> sums = new TreeMap<>();
        held.forEach((name, each) -> sums.put(name, each.checksum()));
        context.file.change(tx -> {
            ChecksumTable noted = new ChecksumTable(tx);
            if (!noted.all().equals(sums)) {
                noted.replace(sums);
            }
            return null;
        });
        return held;
    }

    private void compare(
            String name, @Nullable Held here, DigestAnswer.@Nullable OfCollection there) {
        boolean same = here != null && there != null && here.digest().equals(there.digest());
        long count = here == null ? 0 : here.checksum().count();
        long counted = there == null ? 0 : there.checksum().count();
        collections.add(new OfCollection(name, count, counted, same));
        if (!same) {
            walks.add(new PairsWalk(name));
        }
    }

    private boolean isElsewhere(DigestAnswer there) {
        unsettled = !there.cursor().equals(context.progress().cursor());
        if (unsettled) {
            stage = Stage.END;
        }
        return unsettled;
    }

    private void pairs(DigestPage page) {
        if (walks.getFirst().compare(page)) {
            walks.removeFirst();
        }
        goOn();
    }

    /** The next thing to ask for. */
    private void goOn() {
        boolean full = differences.size() + unread.size() >= Verification.DIFFERENCES_MAX;
        if (!walks.isEmpty() && !full) {
            stage = Stage.PAIRS;
        } else {
            stage = unread.isEmpty() ? Stage.AGAIN : Stage.RECORDS;
        }
    }

    private void record(Value.Obj there) {
        Differing differing = unread.removeFirst();
        Value.Obj here =
                context.file
                        .read(tx -> new HeldRecords(tx).fields(differing.key()))
                        .orElse(Value.Obj.EMPTY);
        differences.add(new Differing(differing.key(), differing.how(), differing(here, there)));
        goOn();
    }

    private static List<String> differing(Value.Obj here, Value.Obj there) {
        TreeSet<String> names = new TreeSet<>(here.members().keySet());
        names.addAll(there.members().keySet());
        names.removeIf(name -> {
            Value mine = here.members().get(name);
            Value theirs = there.members().get(name);
            return mine != null && theirs != null && mine.sameAs(theirs);
        });
        return List.copyOf(names);
    }

    private void again(DigestAnswer there) {
        if (!isElsewhere(there)) {
            differences.sort((a, b) -> a.key().compareTo(b.key()));
            stage = Stage.END;
        }
    }

    private void found(String collection, String id, How how) {
        if (differences.size() + unread.size() < Verification.DIFFERENCES_MAX) {
            Differing differing = new Differing(new RecordKey(collection, id), how, List.of());
            (how == How.CONTENT ? unread : differences).add(differing);
        }
    }

    /** Goes through the pairs of one collection, on both sides, page by page. */
    private final class PairsWalk {
        private final String collection;
        private String after = "";

        PairsWalk(String collection) {
            this.collection = collection;
        }

        String path() {
            return "/v1/sync/digest?collection="
                    + segment(collection)
                    + "&limit="
                    + PAIRS_PER_PAGE
                    + (after.isEmpty() ? "" : "&cursor=" + segment(after));
        }

        /** Compares a page with what is held between its ends; whether it was the last one. */
        boolean compare(DigestPage page) {
            TreeMap<String, String> here = new TreeMap<>();
            String upTo = page.hasMore() ? Objects.requireNonNull(page.cursor()) : "";
            context.file.read(tx -> {
                new HeldRecords(tx).each(collection, after, upTo, here::put);
                return null;
            });
            for (DigestPage.Pair pair : page.records()) {
                String hash = here.remove(pair.id());
                if (hash == null) {
                    found(collection, pair.id(), How.ONLY_THERE);
                } else if (!hash.equals(pair.contentHash())) {
                    found(collection, pair.id(), How.CONTENT);
                }
            }
            here.keySet().forEach(id -> found(collection, id, How.ONLY_HERE));
            after = upTo;
            return !page.hasMore();
        }
    }
}
