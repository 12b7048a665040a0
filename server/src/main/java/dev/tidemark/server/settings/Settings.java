package dev.tidemark.server.settings;

import dev.tidemark.server.problem.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The value of every setting: flags win over the environment, the environment over the file, and
/// the file over the defaults. Immutable.
public final class Settings {

    private final SortedMap<String, Given> given;

    private Settings(SortedMap<String, Given> given) {
        this.given = given;
    }

    /// A setting's text and where it came from.
    record Given(String text, String origin) {}

    /// One setting, for people to read.
    ///
    /// @param value masked if it is a secret
    /// @param origin "default", "flag --port", "environment TIDEMARK_PORT" or "file …"
    public record Shown(
            String name, String value, String origin, String byDefault, String description) {}

    /// Takes settings from everywhere.
    ///
    /// @param flags by the setting's name, plus `config` for the settings file
    /// @param environment of the process; of it, what begins with TIDEMARK_
    /// @throws StartFailure if one is unknown, not readable or not possible; it says which and
    ///   where
    public static Settings read(Map<String, String> flags, Map<String, String> environment) {
        SortedMap<String, Given> chosen = new TreeMap<>();
        Sources.fromFlags(flags).forEach(chosen::put);
        Sources.fromEnvironment(environment).forEach(chosen::putIfAbsent);
        Settings soFar = new Settings(check(chosen)); // They may say where the file is.
        SettingsFile.find(flags, environment, soFar.get(Known.DATA))
                .ifPresent(file -> file.read().forEach(chosen::putIfAbsent));
        return new Settings(check(chosen));
    }

    /// Settings for programs that start a server themselves: these, the rest by default.
    ///
    /// @throws StartFailure if one is unknown, not readable or not possible
    public static Settings of(Map<String, String> values) {
        return read(values, Map.of());
    }

    private static SortedMap<String, Given> check(SortedMap<String, Given> chosen) {
        for (Setting<?> setting : Known.ALL) {
            Given value = chosen.get(setting.name());
            if (value != null) {
                parse(setting, value);
            }
        }
        return chosen;
    }

    private static <T> T parse(Setting<T> setting, Given value) {
        try {
            return setting.kind().reader().apply(value.text());
        } catch (IllegalArgumentException e) {
            String shown = setting.secret() ? "" : ", not \"" + value.text() + "\"";
            throw new StartFailure(
                    StartFailure.Kind.SETTINGS,
                    "The setting %s (%s) must be %s%s."
                            .formatted(
                                    setting.name(),
                                    value.origin(),
                                    setting.kind().expected(),
                                    shown),
                    e);
        }
    }

    /// The value of a setting that has one by default.
    public <T> T get(Setting<T> setting) {
        Given value = given.get(setting.name());
        return parse(setting, value == null ? new Given(setting.byDefault(), "default") : value);
    }

    /// The value of a setting; null where nobody set it and it has none by default.
    public <T> @Nullable T find(Setting<T> setting) {
        return text(setting).isEmpty() ? null : get(setting);
    }

    private String text(Setting<?> setting) {
        Given value = given.get(setting.name());
        return value == null ? setting.byDefault() : value.text();
    }

    /// What one request may ask for.
    public Limits limits() {
        return new Limits(
                get(Known.BODY_BYTES_MAX),
                get(Known.BATCH_MUTATIONS_MAX),
                get(Known.JSON_DEPTH_MAX),
                get(Known.RECORD_BYTES_MAX),
                get(Known.PAGE_DEFAULT),
                get(Known.PAGE_MAX));
    }

    /// Every setting with its value and its origin; secrets are masked.
    public List<Shown> shown() {
        List<Shown> all = new ArrayList<>();
        for (Setting<?> setting : Known.ALL) {
            Given value = given.get(setting.name());
            String text = text(setting);
            all.add(
                    new Shown(
                            setting.name(),
                            setting.secret() && !text.isEmpty() ? "********" : text,
                            value == null ? "default" : value.origin(),
                            setting.byDefault(),
                            setting.description()));
        }
        return all;
    }

    /// These settings with one changed, for whoever learns better at the start: the port that was
    /// taken, for instance.
    public Settings with(Setting<?> setting, String text) {
        TreeMap<String, Given> changed = new TreeMap<>(given);
        changed.put(setting.name(), new Given(text, "the program"));
        return new Settings(check(changed));
    }

    /// Without values: some are secrets.
    @Override
    public String toString() {
        return "Settings" + given.keySet();
    }
}
