package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Counter.Share;
import dev.tidemark.core.record.ElementSet.Element;
import dev.tidemark.core.value.Value;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a copy of a record from another continuation of its history fit to be joined.
 *
 * <p>A server that was put back to an earlier state may accept a write under a dot that it had
 * given to another write before. Dots then no longer name writes, and a join would take one of the
 * two for known and drop it. So the writes of the copy that is offered get names of their own, from
 * the first on that is not the same in both; what they had seen is named anew with them. Every
 * device that has seen those writes comes to the same names, so joining is idempotent again.
 */
public final class Graft {

    private final SortedMap<String, Parting> partings;

    /** Takes over the map, which must not be changed any more. */
    private Graft(SortedMap<String, Parting> partings) {
        this.partings = partings;
    }

    /**
     * Where one device's writes part.
     *
     * @param common the last counter that names the same write in both
     * @param alias the name for what comes behind that in the offered copy
     * @param base the last counter that the alias had when they parted
     * @param before the record as it was then
     */
    public record Parting(long common, String alias, long base, RecordState before) {

        private Dot renamed(long counter) {
            return new Dot(alias, base + counter - common);
        }
    }

    /**
     * The offered copy with names of its own where they are needed.
     *
     * @param partings by device
     */
    public static RecordState of(RecordState offered, SortedMap<String, Parting> partings) {
        return partings.isEmpty() ? offered : new Graft(partings).graft(offered);
    }

    private RecordState graft(RecordState offered) {
        TreeMap<String, Unit> units = new TreeMap<>();
        offered.units().forEach((name, unit) -> units.put(name, unit(name, unit)));
        return new RecordState(vv(offered.vv()), register(offered.alive()), units);
    }

    private @Nullable Parting parting(String device, long counter) {
        Parting parting = partings.get(device);
        return parting != null && counter > parting.common() ? parting : null;
    }

    private Dot dot(Dot dot) {
        Parting parting = parting(dot.device(), dot.counter());
        return parting == null ? dot : parting.renamed(dot.counter());
    }

    private VersionVector vv(VersionVector vv) {
        TreeMap<String, Long> counters = new TreeMap<>();
        vv.counters()
                .forEach((device, counter) -> {
                    Parting parting = parting(device, counter);
                    if (parting == null) {
                        counters.merge(device, counter, Math::max);
                        return;
                    }
                    Dot last = parting.renamed(counter);
                    counters.merge(last.device(), last.counter(), Math::max);
                    if (parting.common() > 0) {
                        counters.merge(device, parting.common(), Math::max);
                    }
                });
        return new VersionVector(counters);
    }

    private Unit unit(String name, Unit unit) {
        if (unit instanceof Register register) {
            return register(register);
        }
        if (unit instanceof ElementSet set) {
            TreeMap<String, Element> elements = new TreeMap<>();
            set.elements().forEach((text, element) -> elements.put(text, element(element)));
            return new ElementSet(elements, register(set.presence()));
        }
        Counter counter = (Counter) unit;
        return new Counter(
                shares(name, counter.shares()),
                shares(name, counter.cleared()),
                register(counter.presence()));
    }

    private Register register(Register register) {
        return new Register(
                register.siblings().stream()
                        .map(sibling ->
                                new Sibling(
                                        dot(sibling.dot()),
                                        sibling.value(),
                                        sibling.stamp(),
                                        ancestors(sibling.ancestors())))
                        .toList());
    }

    private List<Ancestor> ancestors(List<Ancestor> ancestors) {
        return ancestors.stream()
                .map(each ->
                        new Ancestor(each.dots().stream().map(this::dot).toList(), each.undo()))
                .toList();
    }

    private Element element(Element element) {
        TreeMap<Dot, Value> adds = new TreeMap<>();
        element.adds().forEach((dot, value) -> adds.put(dot(dot), value));
        return new Element(adds);
    }

    /** Of a share only what came behind the parting gets another name. */
    private SortedMap<String, Share> shares(String name, SortedMap<String, Share> shares) {
        TreeMap<String, Share> parted = new TreeMap<>();
        shares.forEach((device, share) -> {
            Parting parting = parting(device, share.counter());
            if (parting == null) {
                parted.merge(device, share, Graft::together);
                return;
            }
            Share common = share(parting.before(), name, device);
            Dot last = parting.renamed(share.counter());
            if (common == null) {
                parted.merge(
                        last.device(), new Share(last.counter(), share.sum()), Graft::together);
            } else {
                parted.merge(device, common, Graft::together);
                parted.merge(
                        last.device(),
                        new Share(last.counter(), share.sum().subtract(common.sum())),
                        Graft::together);
            }
        });
        return parted;
    }

    /** An alias may have a share from before the parting already. */
    private static Share together(Share a, Share b) {
        return new Share(Math.max(a.counter(), b.counter()), a.sum().add(b.sum()));
    }

    private static @Nullable Share share(RecordState state, String unit, String device) {
        return state.units().get(unit) instanceof Counter counter
                ? counter.shares().get(device)
                : null;
    }

    /** Whether a copy has nothing under a dot that differs from what another one has under it. */
    public static boolean agree(RecordState a, RecordState b, Map<String, Parting> partings) {
        Traces theirs = Traces.of(b);
        return Traces.of(a).all().entrySet().stream()
                .filter(trace ->
                        partings.values().stream()
                                .anyMatch(p -> p.alias().equals(trace.getKey().dot().device())))
                .allMatch(trace -> {
                    Traces.Trace other = theirs.all().get(trace.getKey());
                    return other == null || other.equals(trace.getValue());
                });
    }
}
