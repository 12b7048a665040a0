package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value when the replicas agree, several siblings when they do not (a dotted version vector
 * set: Preguiça, Baquero, Almeida, Fonte, Gonçalves, 2012).
 *
 * @param siblings sorted by dot; at most one of each device, as a device sees its own writes
 */
public record Register(List<Sibling> siblings) implements Unit {

    public static final Register EMPTY = new Register(List.of());

    public Register {
        siblings =
                siblings.size() < 2
                        ? List.copyOf(siblings)
                        : siblings.stream().sorted(Comparator.comparing(Sibling::dot)).toList();
    }

    /** Writes a sibling over all that its writer had seen. */
    public Register write(Sibling written, VersionVector context) {
        List<Sibling> kept = new ArrayList<>(siblings.size() + 1);
        for (Sibling sibling : siblings) {
            if (!context.covers(sibling.dot())) {
                kept.add(sibling);
            }
        }
        kept.add(written);
        return new Register(kept);
    }

    @Override
    public Register join(Unit other, VersionVector seen, VersionVector otherSeen) {
        if (!(other instanceof Register register)) {
            throw Unit.kindsDiffer(this, other);
        }
        List<Sibling> kept = new ArrayList<>();
        for (Sibling mine : siblings) {
            if (register.has(mine.dot()) || !otherSeen.covers(mine.dot())) {
                kept.add(mine);
            }
        }
        for (Sibling theirs : register.siblings) {
            if (!has(theirs.dot()) && !seen.covers(theirs.dot())) {
                kept.add(theirs);
            }
        }
        return new Register(kept);
    }

    @Override
    public @Nullable Register within(VersionVector context) {
        List<Sibling> seen =
                siblings.stream().filter(sibling -> context.covers(sibling.dot())).toList();
        return seen.isEmpty() ? null : new Register(seen);
    }

    @Override
    public Register noLaterThan(Instant latest) {
        return new Register(siblings.stream().map(sibling -> sibling.noLaterThan(latest)).toList());
    }

    @Override
    public List<Dot> dots() {
        return siblings.stream().map(Sibling::dot).toList();
    }

    /** Whether all siblings have one value. */
    public boolean agrees() {
        for (Sibling sibling : siblings) {
            if (!sibling.agreesWith(siblings.get(0))) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the siblings has this value. */
    public boolean holds(Value value) {
        return siblings.stream().anyMatch(sibling -> value.equals(sibling.value()));
    }

    private boolean has(Dot dot) {
        for (Sibling sibling : siblings) {
            if (sibling.dot().equals(dot)) {
                return true;
            }
        }
        return false;
    }
}
