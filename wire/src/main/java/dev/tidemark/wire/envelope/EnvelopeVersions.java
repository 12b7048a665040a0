package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The versions that envelopes have had. An older one is taken forward step by step, so that there
 * is one form only behind this door; how each version looks is told in {@code docs/envelopes.md}.
 */
public final class EnvelopeVersions {

    /** The version that is written. */
    public static final String CURRENT = "1.0.0";

    private static final String MEMBER = "schema_version";

    /** Each older version's way to the next one, oldest first. */
    private static final Map<String, UnaryOperator<Value.Obj>> STEPS = steps();

    private EnvelopeVersions() {}

    private static Map<String, UnaryOperator<Value.Obj>> steps() {
        TreeMap<String, UnaryOperator<Value.Obj>> steps = new TreeMap<>();
        steps.put("0.9.0", EnvelopeVersions::from090);
        return Collections.unmodifiableMap(steps);
    }

    /** The versions that are understood, oldest first. */
    public static List<String> understood() {
        List<String> versions = new ArrayList<>(STEPS.keySet());
        versions.add(CURRENT);
        return List.copyOf(versions);
    }

    /**
     * An envelope in the current version.
     *
     * @throws InvalidInput if it is no object or says no version
     * @throws UnsupportedVersion if it says one that is not understood
     */
    public static Value.Obj migrated(Value body) {
        if (!(body instanceof Value.Obj envelope)) {
            throw InvalidInput.at("", "must be an envelope, a JSON object");
        }
        if (!(envelope.members().get(MEMBER) instanceof Value.Text version)) {
            throw InvalidInput.at(
                    "/" + MEMBER,
                    "must be a text, the version of the envelope's format: one of "
                            + String.join(", ", understood()));
        }
        if (!understood().contains(version.value())) {
            throw unsupported();
        }
        boolean reached = false;
        for (Map.Entry<String, UnaryOperator<Value.Obj>> step : STEPS.entrySet()) {
            reached |= step.getKey().equals(version.value());
            envelope = reached ? step.getValue().apply(envelope) : envelope;
        }
        return envelope.with(MEMBER, Value.of(CURRENT));
    }

    private static UnsupportedVersion unsupported() {
        return new UnsupportedVersion(
                "This schema_version is not understood; understood are %s. To migrate: if the"
                                .formatted(String.join(", ", understood()))
                        + " envelope is newer, update this side, or export it again as "
                        + CURRENT
                        + "; if it is older, export it again with a current app.");
    }

    /** 0.9.0 had its source's members at the top, and items without hashes. */
    private static Value.Obj from090(Value.Obj old) {
        TreeMap<String, Value> members = new TreeMap<>(old.members());
        TreeMap<String, Value> source = new TreeMap<>();
        source.put("kind", Value.of("local"));
        for (String name : List.of("app_version", "device_id")) {
            Value value = members.remove(name);
            if (value != null) {
                source.put(name, value);
            }
        }
        members.putIfAbsent("source", new Value.Obj(source));
        if (members.get("items") instanceof Value.Array items) {
            members.put(
                    "items",
                    Value.of(items.items().stream().map(EnvelopeVersions::hashed).toList()));
        }
        return new Value.Obj(members);
    }

    /** What cannot be stored has no hash, and is refused for that where items are read. */
    private static Value hashed(Value item) {
        return item instanceof Value.Obj object
                        && object.members().get("content") instanceof Value.Obj content
                        && !object.members().containsKey("content_hash")
                        && Storable.flaw("", content) == null
                ? object.with("content_hash", Value.of(Canonical.hash(content)))
                : item;
    }
}
