package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.List;

/**
 * Siblings and stamps: {@code {value, deviceId, counter, ts}}, a sibling that took the field away
 * with {@code unset: true} and a value of null. Two members are left out where they say nothing
 * new: {@code seq} where it is the version of the whole entry, or pending in an entry that no
 * server has given a version; {@code rank} where it is 0.
 */
final class Siblings {

    private static final int RANK_MAX = Integer.MAX_VALUE;

    private Siblings() {}

    static void writeStamp(Sibling sibling, long version, JsonOut out) {
        out.beginObject();
        writeStampMembers(sibling, version, out);
        out.endObject();
    }

    static void write(Sibling sibling, long version, JsonOut out) {
        out.beginObject();
        writeStampMembers(sibling, version, out);
        if (sibling.value() == null) {
            out.name("unset").flag(true);
        }
        out.name("value").valueOrNull(sibling.value());
        out.endObject();
    }

    static void write(List<Sibling> siblings, long version, JsonOut out) {
        out.beginArray();
        siblings.forEach(sibling -> write(sibling, version, out));
        out.endArray();
    }

    private static void writeStampMembers(Sibling sibling, long version, JsonOut out) {
        Stamp stamp = sibling.stamp();
        out.name("counter").number(sibling.dot().counter());
        out.name("deviceId").text(sibling.dot().device());
        if (stamp.rank() != 0) {
            out.name("rank").number(stamp.rank());
        }
        if (stamp.seq() != implied(version)) {
            out.name("seq").number(stamp.seq());
        }
        out.name("ts").instant(stamp.clock());
    }

    private static long implied(long version) {
        return version == 0 ? Stamp.PENDING : version;
    }

    /** A sibling that carries its value. */
    static Sibling read(Members sibling, long version) {
        Value value = sibling.value("value");
        if (sibling.flag("unset", false)) {
            return new Sibling(dot(sibling), null, stamp(sibling, version));
        }
        if (value == null) {
            sibling.flaw("value", "is missing");
        }
        return new Sibling(dot(sibling), value, stamp(sibling, version));
    }

    static List<Sibling> read(List<Members> siblings, long version) {
        return siblings.stream().map(sibling -> read(sibling, version)).toList();
    }

    static Dot dot(Members stamp) {
        return new Dot(stamp.text("deviceId"), stamp.whole("counter", 1, Members.WHOLE_MAX));
    }

    static Stamp stamp(Members stamp, long version) {
        return new Stamp(
                stamp.instant("ts"),
                stamp.whole("seq", 0, Long.MAX_VALUE, implied(version)),
                (int) stamp.whole("rank", 0, RANK_MAX, 0));
    }
}
